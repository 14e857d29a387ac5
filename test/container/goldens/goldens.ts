import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel } from '../../../container/src/resample';
import { type Preprocess, preprocessSchema } from '../../../lib/contracts/manifest';
import { decode } from '../../../lib/contracts/schema';

interface DecodeCase {
  picture: string;
  alpha: 'drop' | 'white';
  size: [number, number];
  sha256: string;
}

interface TensorCase {
  picture: string;
  spec: string;
  exif: 'apply' | 'ignore';
  sha256: string;
}

interface ResampleCase {
  from: [number, number];
  to: [number, number];
  kernel: Kernel;
  crop: [left: number, top: number, width: number, height: number];
  full: string;
  window: string;
}

interface Goldens {
  specs: Record<string, unknown>;
  decode: DecodeCase[];
  tensor: TensorCase[];
  resample: ResampleCase[];
}

/** What Pillow and torchvision make of the fixture pictures, written by make.py. */
export const goldens: Goldens = JSON.parse(readFileSync(join(__dirname, 'goldens.json'), 'utf8'));

interface RecipeCase {
  name: string;
  files: Record<string, object>;
  shape: [channels: 3, height: number, width: number];
  /** For each picture of `recipes.pictures`. */
  sha256: string[];
}

/** What the image processors of Hugging Face and timm make of `pattern`, written by recipes.py. */
export const recipes: { pictures: [number, number][]; recipes: RecipeCase[]; resample: ResampleCase[] } = JSON.parse(
  readFileSync(join(__dirname, 'recipes.json'), 'utf8'),
);

export function picture(name: string): Buffer {
  return readFileSync(join(__dirname, 'pictures', name));
}

/** A named spec with the defaults of the contract filled in. */
export function specOf(name: string, exif: Preprocess['exif'] = 'apply'): Preprocess {
  return { ...decode(preprocessSchema, goldens.specs[name], name), exif };
}

export function sha256(data: Uint8Array | Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}
