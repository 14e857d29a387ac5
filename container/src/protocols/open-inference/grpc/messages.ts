import { many, map, maybe, one, packed } from './protobuf-message';

// Names and numbers of inference.GRPCInferenceService, the gRPC form of the Open Inference Protocol with the extensions of
// the Triton Inference Server, and of grpc.health.v1.Health: what every client was generated from.

export const empty = {};
export const named = { name: one(1, 'string'), version: one(2, 'string') };
export const live = { live: one(1, 'bool') };
export const ready = { ready: one(1, 'bool') };

export const serverMetadata = {
  name: one(1, 'string'),
  version: one(2, 'string'),
  extensions: many(3, 'string'),
};

const tensorMetadata = { name: one(1, 'string'), datatype: one(2, 'string'), shape: many(3, 'int64') };
export const modelMetadata = {
  name: one(1, 'string'),
  versions: many(2, 'string'),
  platform: one(3, 'string'),
  inputs: many(4, tensorMetadata),
  outputs: many(5, tensorMetadata),
};

/** One of the five. */
const parameter = {
  bool_param: maybe(1, 'bool'),
  int64_param: maybe(2, 'int64'),
  string_param: maybe(3, 'string'),
  double_param: maybe(4, 'double'),
  uint64_param: maybe(5, 'uint64'),
};

export const contents = {
  bool_contents: packed(1),
  int_contents: packed(2),
  int64_contents: packed(3),
  uint_contents: packed(4),
  uint64_contents: packed(5),
  fp32_contents: packed(6),
  fp64_contents: packed(7),
  bytes_contents: many(8, 'bytes'),
};

const tensor = {
  name: one(1, 'string'),
  datatype: one(2, 'string'),
  shape: many(3, 'int64'),
  parameters: map(4, parameter),
  contents: maybe(5, contents),
};

export const inferRequest = {
  model_name: one(1, 'string'),
  model_version: one(2, 'string'),
  id: one(3, 'string'),
  parameters: map(4, parameter),
  inputs: many(5, tensor),
  outputs: many(6, { name: one(1, 'string'), parameters: map(2, parameter) }),
  raw_input_contents: many(7, 'bytes'),
};

export const inferResponse = {
  model_name: one(1, 'string'),
  model_version: one(2, 'string'),
  id: one(3, 'string'),
  parameters: map(4, parameter),
  outputs: many(5, tensor),
  raw_output_contents: many(6, 'bytes'),
};

export const streamInferResponse = { error_message: one(1, 'string'), infer_response: maybe(2, inferResponse) };

const duration = { count: one(1, 'uint64'), ns: one(2, 'uint64') };
const inferStatistics = {
  success: maybe(1, duration),
  fail: maybe(2, duration),
  queue: maybe(3, duration),
  compute_input: maybe(4, duration),
  compute_infer: maybe(5, duration),
  compute_output: maybe(6, duration),
  cache_hit: maybe(7, duration),
  cache_miss: maybe(8, duration),
};
const batchStatistics = {
  batch_size: one(1, 'uint64'),
  compute_input: maybe(2, duration),
  compute_infer: maybe(3, duration),
  compute_output: maybe(4, duration),
};
export const statistics = {
  model_stats: many(1, {
    name: one(1, 'string'),
    version: one(2, 'string'),
    last_inference: one(3, 'uint64'),
    inference_count: one(4, 'uint64'),
    execution_count: one(5, 'uint64'),
    inference_stats: maybe(6, inferStatistics),
    batch_stats: many(7, batchStatistics),
  }),
};

export const indexRequest = { repository_name: one(1, 'string'), ready: one(2, 'bool') };
export const indexResponse = {
  models: many(1, {
    name: one(1, 'string'),
    version: one(2, 'string'),
    state: one(3, 'string'),
    reason: one(4, 'string'),
  }),
};

const repositoryParameter = {
  bool_param: maybe(1, 'bool'),
  int64_param: maybe(2, 'int64'),
  string_param: maybe(3, 'string'),
  bytes_param: maybe(4, 'bytes'),
};
/** To load a model, and to unload it. */
export const controlRequest = {
  repository_name: one(1, 'string'),
  model_name: one(2, 'string'),
  parameters: map(3, repositoryParameter),
};

const traceSetting = { value: many(1, 'string') };
export const traceRequest = { settings: map(1, traceSetting), model_name: one(2, 'string') };
export const traceResponse = { settings: map(1, traceSetting) };

const logSetting = { bool_param: maybe(1, 'bool'), uint32_param: maybe(2, 'uint32'), string_param: maybe(3, 'string') };
/** Asked and answered alike. */
export const logMessage = { settings: map(1, logSetting) };

export const healthRequest = { service: one(1, 'string') };
export const healthResponse = { status: one(1, 'int32') };
