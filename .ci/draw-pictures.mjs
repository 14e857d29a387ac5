// Draws one garment of each kind: node .ci/draw-pictures.mjs <folder>
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tsImport } from 'tsx/esm/api';

const { garmentKinds } = await tsImport('../container/src/drawing/index.ts', import.meta.url);
const { photographGarment } = await tsImport('../container/src/drawing/photograph.ts', import.meta.url);

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
for (const [index, kind] of garmentKinds.entries()) {
  writeFileSync(join(folder, `${kind}.jpg`), await photographGarment({ kind, seed: index + 1 }));
}
