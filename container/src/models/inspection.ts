import { StartFailure } from '../../../lib/contracts/start-failures';
import { MemoryAdmission } from '../model-host/memory-admission';
import type { OnnxOrigin, TensorInfo } from '../onnx/model-file';
import { type Source, type Understanding, understandModel } from './description';
import { fieldsOf } from './draft';
import { modelBytes } from './model-bytes';

/** What is known about a model and from where, whether or not it can be served. */
export interface Inspection {
  readonly file: string;
  readonly servable: boolean;
  /** Why it cannot be served, and what to write so that it can. */
  readonly refusal?: { readonly id: string; readonly detail: string };
  /** Absent where there is no ONNX file that can be read. */
  readonly onnx?: OnnxOrigin & {
    readonly inputs: readonly TensorInfo[];
    readonly outputs: readonly TensorInfo[];
    /** With the files beside it that hold its weights. */
    readonly fileBytes: number;
    /** What one inference process is expected to take with the model open. */
    readonly memoryBytes: number;
  };
  /** In hexadecimal digits, as `sha256` in model.json or IMAGE_CLASSIFIER_MODEL_SHA256 expects it. */
  readonly sha256?: string;
  /** How many pictures one run takes, and the most that its author wants in one. */
  readonly batch?: 'dynamic' | number;
  readonly batchLimit?: number;
  /** By dotted name, such as `preprocess.resize`. */
  readonly fields: Readonly<Record<string, { readonly value: unknown; readonly source: Source }>>;
  /** Fields without a default that nobody names. */
  readonly missing: readonly string[];
  /** What lies beside the model and was not understood. */
  readonly doubts: readonly string[];
}

/** Learns what there is to learn about the model of a file or a folder; never throws for what it finds there. */
export async function inspectModel(place: string): Promise<Inspection> {
  try {
    return await inspectionOf(await understandModel(place));
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    return { file: place, servable: false, refusal: refusalOf(error), fields: {}, missing: [], doubts: [] };
  }
}

async function inspectionOf({
  file,
  onnx,
  draft,
  contentHash,
  description,
  refusal,
}: Understanding): Promise<Inspection> {
  const { producer, opset, inputs, outputs } = onnx;
  const fileBytes = await modelBytes(file);
  const settled = description ? fieldsOf(description.manifest) : [...draft.settled];
  return {
    file,
    servable: description !== undefined,
    ...(refusal ? { refusal: refusalOf(refusal, file) } : {}),
    onnx: { producer, opset, inputs, outputs, fileBytes, memoryBytes: MemoryAdmission.estimate(fileBytes, 1) },
    ...(contentHash === undefined ? {} : { sha256: contentHash }),
    ...(description ? { batch: description.batch, batchLimit: description.batchLimit } : {}),
    fields: Object.fromEntries(
      settled
        .filter(([, value]) => value !== undefined)
        .map(([field, value]) => [field, { value, source: draft.provenance[field] }]),
    ),
    missing: draft.missing,
    doubts: draft.doubts,
  };
}

/** @param file whose name need not be repeated */
function refusalOf({ id, detail }: StartFailure, file = ''): { id: string; detail: string } {
  return { id, detail: file && detail.startsWith(`${file}:`) ? detail.slice(file.length + 1).trim() : detail };
}
