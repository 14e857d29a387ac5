import { readFileSync } from 'node:fs';
import type { Construct } from 'constructs';
import { fitsTar } from '../../contracts/tar';
import { refuse } from '../../private/refusals';
import { archiveAsset } from '../../private/sagemaker/archive-asset';
import { type ModelFile, modelFiles } from '../../private/sagemaker/model-archive';
import type { PlacedModel } from '../model-artifact';

/**
 * A model on this disk as one archive among the assets of the app.
 *
 * @param onnx whether only the servers of this library are to read it
 */
export function modelAsset(scope: Construct, path: string, onnx: boolean): PlacedModel {
  const files = modelFiles(path);
  requireModel(scope, path, files, onnx);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return { ...archiveAsset(scope, 'Model', { path, files, noun: 'model' }), form: 'tar', bytes };
}

function requireModel(scope: Construct, path: string, files: readonly ModelFile[], onnx: boolean): void {
  const models = onnx ? files.filter((file) => file.path.toLowerCase().endsWith('.onnx')) : files;
  const found = files.length === 0 ? 'nothing' : files.map((file) => file.path).slice(0, 5);
  if (models.length === 0)
    refuse(scope, 'model-asset', `${path} must be or hold ${onnx ? 'an .onnx file' : 'a model'}, got ${found}`);
  const pointer = models.find(({ source, bytes }) => bytes < 1024 && isGitPointer(source));
  if (pointer) refuse(scope, 'model-asset', `${pointer.source} is a Git LFS pointer, not the model; run git lfs pull`);
  const long = files.find((file) => !fitsTar(file.path));
  if (long) refuse(scope, 'model-asset', `names must have up to 100 bytes, got ${long.path}`);
}

function isGitPointer(file: string): boolean {
  return readFileSync(file, 'latin1').startsWith('version https://git-lfs');
}
