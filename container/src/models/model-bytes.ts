import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readOnnxModel } from '../onnx/model-file';
import { findModel } from './model-place';

/**
 * The bytes of a model's file and of the files beside it that hold its weights.
 *
 * @throws StartFailure model-missing or model-unreadable
 */
export async function modelBytes(place: string): Promise<number> {
  const { file } = await findModel(place);
  const { weightFiles } = await readOnnxModel(file);
  const sizes = [file, ...weightFiles.map((name) => join(dirname(file), name))].map((path) =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
