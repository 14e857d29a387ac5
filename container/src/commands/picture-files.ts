import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { StartFailure } from '../../../lib/contracts/start-failures';

const pictureExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif', '.tif', '.tiff']);

/** The pictures at these places: files as named, folders with everything in them that looks like a picture. */
export async function findPictures(places: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const place of places) {
    const info = await stat(place).catch(() => undefined);
    if (!info) throw new StartFailure('usage-unknown', `There is no file or folder ${place}.`);
    if (info.isDirectory()) found.push(...(await picturesIn(place)));
    else found.push(place);
  }
  if (found.length === 0) throw new StartFailure('usage-unknown', `There are no pictures in ${places.join(', ')}.`);
  return found;
}

async function picturesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && pictureExtensions.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The label a picture should get, where the name of its folder is one of the model's labels. */
export function expectedLabel(path: string, labels: readonly string[]): string | undefined {
  const folder = basename(dirname(path));
  return labels.includes(folder) ? folder : undefined;
}
