import type { Manifest } from '../../../lib/contracts/manifest';
import { StartFailure } from '../../../lib/contracts/start-failures';
import { detectorFacts } from '../detection/description';
import { type OnnxModelFile, readOnnxModel, type TensorInfo } from '../onnx/model-file';
import { contentHash, requireHash } from './content-hash';
import { contradictions } from './contradictions';
import { Draft } from './draft';
import { batchOf, graphFacts, imageTensors } from './image-graph';
import { findModel } from './model-place';
import type { DescriptionReader, Source, Statement, UndescribedModel } from './sources/description-source';
import { huggingFace } from './sources/hugging-face';
import { labelFiles } from './sources/label-files';
import { modelJson, onnxMetadata } from './sources/manifest-sources';
import { timm } from './sources/timm';
import { triton, tritonBatchLimit } from './sources/triton';
import { ultralytics } from './sources/ultralytics';
import { suggestion } from './suggestion';

export type { Source } from './sources/description-source';

/** All that is known about a model before it is opened. */
export interface ModelDescription {
  file: string;
  manifest: Manifest;
  /** Who settled each field of the manifest, by its dotted name, such as `preprocess.resize`. */
  provenance: Record<string, Source>;
  /** What lies beside the model and was not understood. */
  doubts: readonly string[];
  input: TensorInfo;
  output: TensorInfo;
  /** All of them; a classifier is asked for the first one only. */
  outputs: TensorInfo[];
  /** How many pictures one run takes: any number, or exactly this many. */
  batch: 'dynamic' | number;
  /** The most pictures that its author wants in one run. */
  batchLimit: number | undefined;
  /** SHA-256 of the model, in hexadecimal digits. */
  contentHash: string;
}

// Earlier readers win, field by field; later ones fill what is left.
const readers: DescriptionReader[] = [modelJson, onnxMetadata, ultralytics, huggingFace, timm, triton, labelFiles];
/** These conclude from what the model is; they speak last. */
const conclusions: DescriptionReader[] = [graphFacts, names];

/**
 * Finds a model and everything that describes it.
 *
 * @throws StartFailure model-missing, model-unreadable, model-undescribed or model-incompatible
 */
export async function describeModel(place: string): Promise<ModelDescription> {
  const { description, refusal } = await understandModel(place);
  if (!description) throw refusal;
  return description;
}

/** What could be learnt about a model; without a description there is a refusal that says why. */
export interface Understanding {
  readonly file: string;
  readonly onnx: OnnxModelFile;
  /** What the sources have settled, with or without gaps. */
  readonly draft: Draft;
  /** SHA-256 of the model; absent where a file of its weights cannot be read. */
  readonly contentHash?: string;
  readonly description?: ModelDescription;
  readonly refusal?: StartFailure;
}

/**
 * Learns what there is to learn about a model, whether or not it is enough to serve it.
 *
 * @throws StartFailure model-missing or model-unreadable when there is no ONNX file to learn from
 */
export async function understandModel(place: string): Promise<Understanding> {
  const found = await findModel(place);
  const onnx = await readOnnxModel(found.file);
  const draft = new Draft();
  let known: Understanding = { file: found.file, onnx, draft };
  try {
    const hash = await contentHash(found.file, onnx.weightFiles);
    known = { ...known, contentHash: hash };
    return { ...known, description: await described({ ...found, onnx, contentHash: hash }, draft) };
  } catch (refusal) {
    if (refusal instanceof StartFailure) return { ...known, refusal };
    throw refusal;
  }
}

async function described(model: UndescribedModel, draft: Draft): Promise<ModelDescription> {
  const { file, onnx, contentHash } = model;
  const { input, output } = imageTensors(onnx);
  for (const read of readers) for (const statement of await read(model)) draft.add(statement);
  for (const statement of detectorFacts(draft.settled, onnx.outputs)) draft.add(statement);
  for (const read of conclusions) for (const statement of await read(model)) draft.add(statement);
  if (draft.missing.length > 0) {
    const gap = { missing: draft.missing, doubts: draft.doubts, layout: draft.layout, input, output };
    throw new StartFailure('model-undescribed', `${file}: ${suggestion(gap)}`);
  }
  const manifest = draft.finish();
  const { provenance, doubts } = draft;
  requireHash(model, manifest.sha256, `${provenance.sha256} says`);
  const problems = contradictions({ manifest, provenance, onnx, input, output });
  if (problems.length > 0) throw new StartFailure('model-incompatible', `${file}:\n  ${problems.join('\n  ')}`);
  const batch = batchOf(input, output);
  const batchLimit = await tritonBatchLimit(model);
  const { outputs } = onnx;
  return { file, manifest, provenance, doubts, input, output, outputs, batch, batchLimit, contentHash };
}

async function names({ name, version, contentHash }: UndescribedModel): Promise<Statement[]> {
  return [
    { source: 'file name', says: { name: name.slice(0, 128) } },
    version === undefined
      ? { source: 'content hash', says: { version: contentHash.slice(0, 8) } }
      : { source: 'folder name', says: { version } },
  ];
}
