// Builds dist/lambda: one folder per function, complete in itself, so that synth needs no bundler and what was tested is
// what runs: the SDK goes along, in the version of our lockfile instead of whichever the platform has that day.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, '..', 'dist', 'lambda');

const names = readdirSync(here)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'));
const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: names.map((name) => ({ in: `${name}.ts`, out: `${name}/index` })),
  outdir: dist,
  bundle: true,
  minify: true,
  keepNames: true,
  write: false,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  legalComments: 'none',
  logLevel: 'warning',
});
// Nothing is replaced before everything is built, so a mistake in a source leaves the last good build in place.
rmSync(dist, { recursive: true, force: true });
for (const { path, contents } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
