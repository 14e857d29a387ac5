import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { IConstruct } from 'constructs';
import { refuse } from './refusals';

// lib/private and dist/private lie at equal depth, so one path serves the checkout and the published package.
const directory = resolve(__dirname, '../../container');

/** What only a build or a release leaves there; the image cannot be built, or would not start, without. */
const parts = ['dist/main.js', 'model/model.onnx'];

/** The folder the server's image is built from. */
export function bundledImageDirectory(scope: IConstruct): string {
  const lacking = parts.filter((part) => !existsSync(join(directory, part))).map((part) => `container/${part}`);
  if (lacking.length > 0) refuse(scope, 'image-not-built', `the bundled image lacks ${lacking.join(' and ')}`);
  return directory;
}

/** The user the image is made for: it owns nothing and may write nowhere but in /tmp. */
export const serverUser = '10001:10001';

/** The folder of the image that is a volume and belongs to that user: room for models that are fetched. */
export const modelCacheDirectory = '/var/cache/image-classifier';
