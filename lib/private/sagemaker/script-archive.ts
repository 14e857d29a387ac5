import { existsSync, statSync } from 'node:fs';
import type { Construct } from 'constructs';
import { fitsTar } from '../../contracts/tar';
import { refuse } from '../refusals';
import { type ArchiveAsset, archiveAsset } from './archive-asset';
import { modelFiles } from './model-archive';

/**
 * A folder of code on this disk as one archive among the assets of the app. What begins with a dot is left out, and so is what
 * Python compiles when the code runs here: the archive would be another one after every run.
 */
export function scriptArchive(scope: Construct, path: string): ArchiveAsset {
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    refuse(scope, 'script-folder', `script must be a folder, got ${path}`);
  }
  const files = modelFiles(path).filter((file) => !compiled.test(file.path));
  if (files.length === 0) refuse(scope, 'script-folder', `script must be a folder with code, got nothing in ${path}`);
  const long = files.find((file) => !fitsTar(file.path));
  if (long) refuse(scope, 'script-folder', `names must have up to 100 bytes, got ${long.path}`);
  return archiveAsset(scope, 'Script', { path, files, noun: 'script' });
}

const compiled = /\/__pycache__\/|\.pyc$/;
