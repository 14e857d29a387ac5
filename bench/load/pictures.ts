import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from '../../container/node_modules/sharp';
import { garmentKinds } from '../../container/src/drawing';
import { photographGarment } from '../../container/src/drawing/photograph';

/** One of each garment with this long side, or sizes as a shop sees them. */
export type PictureSizes = number | 'mixed';

const mixedSides = [240, 320, 480, 640, 640, 800, 960, 1200, 1600, 2000];

/** Ten drawn photographs, one per garment. Drawing takes seconds, so they are kept in the temporary folder. */
export async function drawPictures(
  sizes: PictureSizes,
  onProgress: (done: number, all: number) => void = () => {},
): Promise<Buffer[]> {
  const pictures: Buffer[] = [];
  for (const [place, kind] of garmentKinds.entries()) {
    onProgress(place, garmentKinds.length);
    const side = sizes === 'mixed' ? mixedSides[place] : sizes;
    pictures.push(await kept(`${kind}-${side}.jpg`, () => draw(kind, side)));
  }
  return pictures;
}

async function draw(kind: (typeof garmentKinds)[number], longSide: number): Promise<Buffer> {
  if (longSide <= 640) return await photographGarment({ kind, seed: 7, longSide });
  // Enlarging costs a fraction of drawing large.
  const drawn = await photographGarment({ kind, seed: 7, longSide: 640 });
  const square = { width: longSide, height: longSide, fit: 'inside' as const };
  return await sharp(drawn).resize(square).jpeg({ quality: 85 }).toBuffer();
}

async function kept(name: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const folder = join(tmpdir(), 'image-classifier-bench-pictures');
  mkdirSync(folder, { recursive: true });
  try {
    return readFileSync(join(folder, name));
  } catch {
    const bytes = await make();
    writeFileSync(join(folder, name), bytes);
    return bytes;
  }
}
