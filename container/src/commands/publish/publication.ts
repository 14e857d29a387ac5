import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Manifest, manifestFileName } from '../../../../lib/contracts/manifest';
import type { ModelDescription } from '../../models/description';
import type { ObjectContent } from '../../object-store/object-upload';
import { readOnnxModel } from '../../onnx/model-file';

/** One object of a version. */
export interface PublishedFile {
  /** Relative to the folder of the version. */
  readonly name: string;
  readonly content: ObjectContent;
}

/** By what a folder becomes a version: nothing without it is served. */
export const modelFileName = 'model.onnx';

/**
 * What is uploaded, in its order: the description first, so that no file after it is ever taken for a whole model under
 * another description; then the weights; the .onnx file last.
 */
export async function publicationOf(
  description: ModelDescription,
  { name, version }: Pick<Manifest, 'name' | 'version'>,
): Promise<PublishedFile[]> {
  const { file, contentHash, batchLimit } = description;
  // Complete, whoever said it here: there nobody else will be asked.
  const manifest: Manifest = { ...description.manifest, name, version, sha256: contentHash };
  const { weightFiles } = await readOnnxModel(file);
  const weights = await Promise.all(
    weightFiles.map(async (weight) => ({ name: weight, content: await fileAt(join(dirname(file), weight)) })),
  );
  return [
    { name: manifestFileName, content: Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`) },
    // No manifest tells how many pictures its author wants in one run.
    ...(batchLimit === undefined
      ? []
      : [{ name: 'config.pbtxt', content: Buffer.from(`max_batch_size: ${batchLimit}\n`) }]),
    ...weights,
    { name: modelFileName, content: await fileAt(file) },
  ];
}

async function fileAt(file: string): Promise<ObjectContent> {
  return { file, bytes: (await stat(file)).size };
}
