import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Beside the bundle in the image; in the built folder when these sources run unbundled. */
const places = [join(__dirname, 'resample.wasm'), join(__dirname, '..', '..', 'dist', 'resample.wasm')];

/** The compiled kernel, if it has been built. */
export function kernelFile(): Uint8Array | false {
  const path = places.find(existsSync);
  return path !== undefined && readFileSync(path);
}
