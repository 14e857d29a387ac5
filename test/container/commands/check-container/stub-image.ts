import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stubProgram } from './stub';

/**
 * Builds an image of the stub server from this machine's own Node.js, so that no registry is needed.
 *
 * @param folder an empty folder to build in
 * @returns whether this machine can build and run it
 */
export function buildsStubImage(folder: string, name: string, lines: readonly string[]): boolean {
  if (process.platform !== 'linux' || spawnSync('podman', ['ps']).status !== 0) return false;
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
  const built = spawnSync('podman', ['build', '--quiet', '--tag', name, folder]).status === 0;
  // The stub itself ends with 64 for an argument that it does not know; an engine that cannot run it, with another.
  return built && spawnSync('podman', ['run', '--rm', name, 'nothing']).status === 64;
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
