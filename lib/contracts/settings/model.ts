import { array, boolean, integer, number, optional, string } from '../schema';
import { asBoolean, asList, asNumber, asText, mebibyte, setting } from './setting';

/** Which models the server has. */
export const modelSettings = {
  model: setting(
    'MODEL',
    'The model: an .onnx file, a folder that holds one, or a place in S3: s3://bucket/prefix/name/3, .../name (its highest number) or .../name.tar.gz. Left out: what is mounted at /opt/ml/model, else the bundled clothing model.',
    asText,
    optional(string()),
  ),
  modelSha256: setting(
    'MODEL_SHA256',
    'The SHA-256 that the model must have, in hexadecimal digits as image-classifier inspect prints it; another model does not start.',
    asText,
    optional(string({ min: 64, max: 64 })),
  ),
  repository: setting(
    'REPOSITORY',
    'A model repository instead of one model: a folder or s3://bucket/prefix that holds name.onnx, name/model.onnx or name/1/model.onnx.',
    asText,
    optional(string()),
  ),
  defaultModel: setting(
    'DEFAULT_MODEL',
    'The model of the repository that answers requests which name none. Left out: its only model.',
    asText,
    optional(string({ max: 256 })),
  ),
  preload: setting(
    'PRELOAD',
    'Models of the repository to open at the start, separated by commas; the others open with their first request.',
    asList,
    optional(array(string({ max: 256 }), { min: 1, max: 1000 })),
  ),
  pinnedVersions: setting(
    'PINNED_VERSIONS',
    'Versions to stay with, as name=3,other=1. Left out: the highest number.',
    asList,
    optional(array(string({ max: 330 }), { min: 1, max: 1000 })),
  ),
  repositoryPollSeconds: setting(
    'REPOSITORY_POLL_SECONDS',
    'How often the repository is looked at for new versions; a version counts once it stayed the same between two looks. 0: only at the start.',
    asNumber,
    optional(number({ min: 0, max: 86_400 }), 10),
  ),
  multiModel: setting(
    'MULTI_MODEL',
    'Start without a model; a platform loads and unloads them with POST and DELETE /models (Amazon SageMaker).',
    asBoolean,
    optional(boolean(), false),
  ),
  modelsRoot: setting(
    'MODELS_ROOT',
    'The folder below which the models of POST /models must lie.',
    asText,
    optional(string(), '/opt/ml/models'),
  ),
  modelMemoryBytes: setting(
    'MODEL_MEMORY_BYTES',
    'The most memory, by estimate, that open models take together; 0 takes what the container has.',
    asNumber,
    optional(integer({ min: 0, max: 1024 * 1024 * mebibyte }), 0),
  ),
} as const;
