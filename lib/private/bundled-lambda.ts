import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { IConstruct } from 'constructs';
import { refuse } from './refusals';

// lib/private and dist/private lie at equal depth, so one path serves the checkout and the published package.
const directory = resolve(__dirname, '../../dist/lambda');

/** The folder of a function that the package was built with: synth needs no bundler. */
export function bundledLambdaDirectory(scope: IConstruct, name: string): string {
  const folder = join(directory, name);
  if (!existsSync(join(folder, 'index.js'))) {
    refuse(scope, 'lambda-not-built', `the function ${name} lacks dist/lambda/${name}/index.js`);
  }
  return folder;
}
