#!/usr/bin/env node
// Draws garments for training: node training/draw.mjs <folder> [per class] [held out per class] [long side]
// Seeds below 1000 belong to the demo and its tests and are never drawn here.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder, perClass = '240', heldOut = '40', longSide = '480'] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node training/draw.mjs <folder> [per class] [held out per class] [long side]');
  process.exit(2);
}
const container = fileURLToPath(new URL('../container/', import.meta.url));
const require = createRequire(join(container, 'package.json'));
const { garmentKinds, photographGarment } = await bundle();

const splits = [
  { name: 'train', first: 1_000, count: Number(perClass) },
  { name: 'validation', first: 900_000, count: Number(heldOut) },
];
for (const { name, first, count } of splits) {
  for (const kind of garmentKinds) await mkdir(join(folder, name, kind), { recursive: true });
  // Seed by seed, so that a run cut short leaves as many of each class.
  for (let seed = first; seed < first + count; seed += 1) {
    for (const kind of garmentKinds) {
      const photograph = await photographGarment({ kind, seed, longSide: Number(longSide) });
      await writeFile(join(folder, name, kind, `${seed}.jpg`), photograph);
    }
  }
  console.log(`${name}: ${count} drawings of each of ${garmentKinds.length} classes`);
}

/** The renderer is TypeScript; it is compiled into a temporary folder and loaded from there. */
async function bundle() {
  const place = await mkdtemp(join(container, 'node_modules/.drawing-'));
  try {
    const outfile = join(place, 'drawing.cjs');
    await require('esbuild').build({
      stdin: {
        contents: "export { garmentKinds } from './index'; export { photographGarment } from './photograph';",
        resolveDir: join(container, 'src/drawing'),
      },
      bundle: true,
      platform: 'node',
      external: ['sharp'],
      outfile,
    });
    return require(outfile);
  } finally {
    await rm(place, { recursive: true });
  }
}
