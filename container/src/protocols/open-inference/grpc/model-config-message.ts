import type { ModelConfig } from '../model-config';
import { many, map, maybe, one } from './protobuf-message';

/** The places of Triton's element types in their enumeration. */
const dataTypes = [
  'INVALID',
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'FP32',
  'FP64',
  'STRING',
].map((name) => `TYPE_${name}`);
const formats = ['FORMAT_NONE', 'FORMAT_NHWC', 'FORMAT_NCHW'];
const kinds = ['KIND_AUTO', 'KIND_GPU', 'KIND_CPU'];

const config = {
  name: one(1, 'string'),
  platform: one(2, 'string'),
  version_policy: maybe(3, { latest: maybe(1, { num_versions: one(1, 'uint32') }) }),
  max_batch_size: one(4, 'int32'),
  input: many(5, {
    name: one(1, 'string'),
    data_type: one(2, 'int32'),
    format: one(3, 'int32'),
    dims: many(4, 'int64'),
  }),
  output: many(6, { name: one(1, 'string'), data_type: one(2, 'int32'), dims: many(3, 'int64') }),
  instance_group: many(7, { name: one(1, 'string'), count: one(2, 'int32'), kind: one(4, 'int32') }),
  default_model_filename: one(8, 'string'),
  dynamic_batching: maybe(11, { preferred_batch_size: many(1, 'int32') }),
  parameters: map(14, { string_value: one(1, 'string') }),
  backend: one(17, 'string'),
};

/** The answer to ModelConfig: the fields of Triton's configuration that say something here. */
export const configResponse = { config: maybe(1, config) };

/** The same configuration with numbers where JSON has names. */
export function configMessage(model: ModelConfig): object {
  return {
    config: {
      ...model,
      input: model.input.map((tensor) => ({
        ...tensor,
        data_type: dataTypes.indexOf(tensor.data_type),
        format: formats.indexOf(tensor.format ?? 'FORMAT_NONE'),
      })),
      output: model.output.map((tensor) => ({ ...tensor, data_type: dataTypes.indexOf(tensor.data_type) })),
      instance_group: model.instance_group.map((group) => ({ ...group, kind: kinds.indexOf(group.kind) })),
    },
  };
}
