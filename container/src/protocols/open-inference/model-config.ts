import type { Engine } from '../../inference/engine';
import { type DeclaredTensor, tensorsOf } from './model-tensors';

export type ConfiguredModel = Pick<Engine, 'name' | 'version' | 'description' | 'preparation' | 'processes'>;

/** A model's configuration in the shape of Triton's; `parameters` say how pictures are prepared and who said so. */
export interface ModelConfig {
  readonly name: string;
  readonly platform: string;
  readonly backend: string;
  readonly version_policy: { readonly latest: { readonly num_versions: number } };
  /** 0 where the first dimension of the tensors is no batch of any size. */
  readonly max_batch_size: number;
  readonly input: readonly TensorConfig[];
  readonly output: readonly TensorConfig[];
  readonly instance_group: readonly { readonly name: string; readonly kind: 'KIND_CPU'; readonly count: number }[];
  readonly dynamic_batching?: { readonly preferred_batch_size: readonly number[] };
  readonly default_model_filename: string;
  readonly parameters: Readonly<Record<string, { readonly string_value: string }>>;
}

interface TensorConfig {
  readonly name: string;
  readonly data_type: string;
  readonly format?: 'FORMAT_NCHW' | 'FORMAT_NHWC';
  readonly dims: readonly number[];
}

export const platform = 'onnxruntime_onnx';
const mostInOneRequest = 1024;

/** @param maxBodyBytes the largest request, which is what limits a batch of tensors */
export function configOf(
  { name, description, preparation, processes }: ConfiguredModel,
  maxBodyBytes: number,
): ModelConfig {
  const { manifest, provenance, batch, file } = description;
  const { inputs, outputs } = tensorsOf(description);
  const batched = batch === 'dynamic' && [...inputs, ...outputs].every(({ shape }) => shape[0] === -1);
  const dims = (tensor: DeclaredTensor) => (batched ? tensor.shape.slice(1) : tensor.shape);
  const config = (tensor: DeclaredTensor): TensorConfig => ({
    name: tensor.name,
    data_type: `TYPE_${tensor.datatype === 'BYTES' ? 'STRING' : tensor.datatype}`,
    dims: dims(tensor),
  });
  const format = manifest.preprocess.layout === 'nchw' ? 'FORMAT_NCHW' : 'FORMAT_NHWC';
  const text = (value: unknown) => ({ string_value: JSON.stringify(value) });
  return {
    name,
    platform,
    backend: 'onnxruntime',
    version_policy: { latest: { num_versions: 1 } },
    max_batch_size: batched ? largestBatch(description.input.shape, description.input.type, maxBodyBytes) : 0,
    input: inputs.map((input) => ({ ...config(input), format })),
    output: outputs.map(config),
    instance_group: [{ name, kind: 'KIND_CPU', count: processes }],
    ...(batched ? { dynamic_batching: { preferred_batch_size: [preparation.batch] } } : {}),
    default_model_filename: file.split('/').pop() ?? '',
    parameters: {
      task: text(manifest.task),
      preprocess: text(manifest.preprocess),
      postprocess: text(manifest.postprocess),
      provenance: text(provenance),
    },
  };
}

/** As many pictures as fit into one request. */
function largestBatch(shape: readonly (number | string)[], type: string, maxBodyBytes: number): number {
  const elements = shape.slice(1).reduce<number>((product, side) => product * (typeof side === 'number' ? side : 1), 1);
  const bytes = elements * (type === 'uint8' ? 1 : 4);
  return Math.max(1, Math.min(mostInOneRequest, Math.floor(maxBodyBytes / bytes)));
}
