import type { Manifest } from '../../../lib/contracts/manifest';
import { StartFailure } from '../../../lib/contracts/start-failures';
import { readOnnxModel, type TensorInfo } from '../onnx/model-file';
import { contentHash } from './content-hash';
import { contradictions } from './contradictions';
import type { DescriptionReader, Source, Statement, UndescribedModel } from './description-source';
import { Draft } from './draft';
import { batchOf, graphFacts, imageTensors } from './image-graph';
import { huggingFace } from './hugging-face';
import { labelFiles } from './label-files';
import { modelJson, onnxMetadata } from './manifest-sources';
import { findModel } from './model-place';
import { suggestion } from './suggestion';
import { timm } from './timm';
import { triton, tritonBatchLimit } from './triton';

export type { Source } from './description-source';

/** All that is known about a model before it is opened. */
export interface ModelDescription {
  file: string;
  manifest: Manifest;
  /** Who settled each field of the manifest, by its dotted name, such as `preprocess.resize`. */
  provenance: Record<string, Source>;
  input: TensorInfo;
  output: TensorInfo;
  /** How many pictures one run takes: any number, or exactly this many. */
  batch: 'dynamic' | number;
  /** SHA-256 of the model, in hexadecimal digits. */
  contentHash: string;
}

// Earlier readers win, field by field; later ones fill what is left.
// Ultralytics' own metadata has its place after ours.
const readers: DescriptionReader[] = [
  modelJson,
  onnxMetadata,
  huggingFace,
  timm,
  triton,
  labelFiles,
  graphFacts,
  names,
];

/**
 * Finds a model and everything that describes it.
 *
 * @throws StartFailure model-missing, model-unreadable, model-undescribed or model-incompatible
 */
export async function describeModel(place: string): Promise<ModelDescription> {
  const found = await findModel(place);
  const onnx = await readOnnxModel(found.file);
  const { input, output } = imageTensors(onnx);
  const model = { ...found, onnx, contentHash: await contentHash(found.file, onnx.weightFiles) };
  const { manifest, provenance } = await gather(model, { input, output });
  const problems = contradictions({ manifest, provenance, onnx, input, output });
  if (problems.length > 0) throw new StartFailure('model-incompatible', `${found.file}:\n  ${problems.join('\n  ')}`);
  const batch = batchOf(input, output);
  return { file: found.file, manifest, provenance, input, output, batch, contentHash: model.contentHash };
}

async function gather(
  model: UndescribedModel,
  { input, output }: { input: TensorInfo; output: TensorInfo },
): Promise<{ manifest: Manifest; provenance: Record<string, Source> }> {
  const draft = new Draft();
  for (const read of readers) for (const statement of await read(model)) draft.add(statement);
  if (draft.missing.length > 0) {
    const gap = { missing: draft.missing, layout: draft.layout, input, output };
    throw new StartFailure('model-undescribed', `${model.file}: ${suggestion(gap)}`);
  }
  return { manifest: draft.finish(), provenance: draft.provenance };
}

async function names({ name, version, contentHash }: UndescribedModel): Promise<Statement[]> {
  return [
    { source: 'file name', says: { name: name.slice(0, 128) } },
    version === undefined
      ? { source: 'content hash', says: { version: contentHash.slice(0, 8) } }
      : { source: 'folder name', says: { version } },
  ];
}
