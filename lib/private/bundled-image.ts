import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { IConstruct } from 'constructs';
import { refuse } from './refusals';

// lib/private and dist/private lie at equal depth, so one path serves the checkout and the published package.
const directory = resolve(__dirname, '../../container');

/** The folder the server's image is built from. */
export function bundledImageDirectory(scope: IConstruct): string {
  if (!existsSync(join(directory, 'dist', 'main.js'))) {
    refuse(scope, 'image-not-built', 'the bundled image lacks container/dist/main.js');
  }
  return directory;
}

/** The user the image is made for: it owns nothing and may write nowhere but in /tmp. */
export const serverUser = '10001:10001';
