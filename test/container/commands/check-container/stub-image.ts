import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stubProgram } from './stub';

/** Whether this machine runs containers at all. */
export function podmanWorks(): boolean {
  return process.platform === 'linux' && spawnSync('podman', ['ps', '--quiet'], { stdio: 'ignore' }).status === 0;
}

/**
 * Builds an image of the stub server from this machine's own Node.js, so that no registry is needed.
 *
 * @param folder an empty folder to build in
 */
export function buildStubImage(folder: string, name: string, lines: readonly string[] = []): void {
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => /(\/\S+) \(0x/.exec(line)?.[1] ?? []);
  for (const file of libraries) {
    mkdirSync(join(folder, 'root', dirname(file)), { recursive: true });
    copyFileSync(file, join(folder, 'root', file));
  }
  copyFileSync(process.execPath, join(folder, 'root', 'node'));
  copyFileSync(stubProgram, join(folder, 'root', 'stub-server.js'));
  const recipe = ['FROM scratch', 'COPY root /', 'ENTRYPOINT ["/node", "/stub-server.js"]', ...lines];
  writeFileSync(join(folder, 'Dockerfile'), recipe.join('\n'));
  execFileSync('podman', ['build', '--quiet', '--tag', name, folder], { stdio: 'pipe' });
}

/** The same image with other faults. */
export function deriveStubImage(folder: string, base: string, name: string, faults: string): void {
  writeFileSync(join(folder, `${faults}.Dockerfile`), `FROM ${base}\nENV STUB_FAULTS=${faults}\n`);
  execFileSync('podman', ['build', '--quiet', '--tag', name, '--file', join(folder, `${faults}.Dockerfile`), folder], {
    stdio: 'pipe',
  });
}

export function removeImages(...names: string[]): void {
  spawnSync('podman', ['rmi', '--force', ...names], { stdio: 'ignore' });
}
