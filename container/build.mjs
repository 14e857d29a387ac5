// Builds container/dist: the server, the inference process, the resampling kernel and the page.
// The folder is hashed into the image's identity, so nothing in it depends on when or where it was built.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');

const present = (files) => files.filter((file) => existsSync(join(here, file)));

/** Compiles the SIMD kernel of the resampler from AssemblyScript. */
async function kernel() {
  const source = readFileSync(join(here, 'src/resample/kernel/passes.ts'), 'utf8');
  const files = [];
  const { error, stderr } = await asc.main(
    ['passes.ts', '--outFile', 'resample.wasm', '-O3', '--noAssert', '--enable', 'simd', '--runtime', 'stub'],
    {
      readFile: (name) => (name === 'passes.ts' ? source : null),
      writeFile: (name, contents) => files.push({ path: join(dist, name), contents }),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`the resampling kernel does not compile\n${stderr}`);
  return files;
}

const shared = { absWorkingDir: here, bundle: true, write: false, legalComments: 'none', logLevel: 'warning' };

/** Bundles the two programs of the server. Native packages stay outside and are installed in the image. */
async function server() {
  const entryPoints = present(['src/main.ts', 'src/inference-process.ts']);
  const external = ['onnxruntime-node', 'sharp', 'koffi'];
  const node = { platform: 'node', target: 'node24', format: 'cjs', outdir: 'dist', outbase: 'src' };
  return (await build({ ...shared, ...node, entryPoints, external })).outputFiles;
}

/** Bundles the page; its other files are copied as they are, since its policy forbids anything inline. */
async function page() {
  const folder = join(here, 'page');
  if (!existsSync(folder)) return [];
  const entryPoints = present(['page/main.ts']);
  const browser = { platform: 'browser', target: 'es2022', format: 'esm', minify: true, outdir: 'dist/page' };
  const { outputFiles } = await build({ ...shared, ...browser, entryPoints });
  const copied = readdirSync(folder).filter((file) => /\.(html|css|svg|png|ico|json|webmanifest)$/.test(file));
  return [
    ...outputFiles,
    ...copied.map((file) => ({ path: join(dist, 'page', file), contents: readFileSync(join(folder, file)) })),
  ];
}

// Nothing is replaced before everything is built, so a mistake in a source leaves the last good build in place.
const files = (await Promise.all([kernel(), server(), page()])).flat();
rmSync(dist, { recursive: true, force: true });
for (const { path, contents } of files) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
