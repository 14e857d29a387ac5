import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { StartFailure } from '../../../lib/contracts/start-failures';

export interface ModelPlace {
  /** The .onnx file. */
  readonly file: string;
  /** Where files that describe it may lie, nearest first. */
  readonly folders: readonly string[];
  readonly name: string;
  /** The number of the folder that holds the file, in the layout `name/1/model.onnx`. */
  readonly version: string | undefined;
}

/**
 * Finds the one model meant by a file or a folder: `name.onnx`, `folder/name.onnx`, `folder/1/model.onnx` (the newest
 * number), `folder/onnx/model.onnx` (Hugging Face), or any of these inside a folder that holds nothing else.
 *
 * @throws StartFailure model-missing, or model-incompatible when several models could be meant
 */
export async function findModel(place: string): Promise<ModelPlace> {
  const entry = await stat(place).catch((error: NodeJS.ErrnoException) => {
    throw new StartFailure('model-missing', `${place}: ${error.code === 'ENOENT' ? 'no such file' : error.message}.`);
  });
  if (!entry.isDirectory()) return placeOf(place);
  return placeOf(await onlyModel(place, 2));
}

async function onlyModel(folder: string, depth: number): Promise<string> {
  const entries = (await list(folder)).filter(({ name }) => !name.startsWith('.'));
  const models = entries.filter(({ name }) => extname(name).toLowerCase() === '.onnx').map(({ name }) => name);
  if (models.includes('model.onnx')) return join(folder, 'model.onnx');
  if (models.length === 1) return join(folder, models[0]);
  if (models.length > 1) {
    const names = models.toSorted().join(', ');
    throw new StartFailure(
      'model-incompatible',
      `${folder} holds several models: ${names}. Name one of the files, or call the one to serve model.onnx.`,
    );
  }
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const newest = folders.filter(isVersion).sort((one, other) => Number(other) - Number(one))[0];
  const next = newest ?? (folders.includes('onnx') ? 'onnx' : folders.length === 1 ? folders[0] : undefined);
  if (next === undefined || depth === 0) {
    const found =
      entries.length === 0
        ? 'nothing'
        : entries
            .map(({ name }) => name)
            .slice(0, 10)
            .join(', ');
    throw new StartFailure('model-missing', `${folder} holds no .onnx file; it holds ${found}.`);
  }
  return await onlyModel(join(folder, next), depth - 1);
}

async function list(folder: string) {
  return await readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    throw new StartFailure('model-missing', `${folder} cannot be listed: ${error.message}.`);
  });
}

function placeOf(file: string): ModelPlace {
  const folder = dirname(file);
  const version = isVersion(basename(folder)) ? basename(folder) : undefined;
  const inner = version !== undefined || basename(folder) === 'onnx';
  const folders = inner ? [folder, dirname(folder)] : [folder];
  const own = basename(file, extname(file));
  const name = own === 'model' ? basename(folders[folders.length - 1]) : own;
  return { file, folders, name: name.length > 1 ? name : own, version };
}

function isVersion(name: string): boolean {
  return /^[1-9]\d{0,14}$/.test(name);
}
