import { array, boolean, type Infer, integer, number, object, oneOf, optional, type Schema, string } from './schema';

export const imageFormats = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const;

/** The samplers of OpenTelemetry that need no other service. */
export const traceSamplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

interface Setting<T> {
  readonly variable: string;
  readonly description: string;
  readonly schema: Schema<T>;
  /** Turns the variable's text into what `schema` expects. */
  readonly fromText: (text: string) => unknown;
}

const asNumber = (text: string): unknown => (text.trim() === '' ? text : Number(text));
const asBoolean = (text: string): unknown => ({ true: true, false: false })[text] ?? text;
const asList = (text: string): unknown => text.split(',').map((item) => item.trim());
const asText = (text: string): unknown => text;

function setting<T>(
  variable: string,
  description: string,
  fromText: (text: string) => unknown,
  schema: Schema<T>,
): Setting<T> {
  return { variable: `IMAGE_CLASSIFIER_${variable}`, description, fromText, schema };
}

const megapixel = 1_000_000;
const mebibyte = 1_048_576;

/** Every setting of the server: its variable, meaning, range and default, written once. */
export const settings = {
  model: setting(
    'MODEL',
    'The model: an .onnx file or a folder that holds one. Left out: what is mounted at /opt/ml/model, else the bundled clothing model.',
    asText,
    optional(string()),
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
  host: setting('HOST', 'The address to listen on.', asText, optional(string(), '0.0.0.0')),
  port: setting(
    'PORT',
    'The TCP port to listen on; 0 takes a free one.',
    asNumber,
    optional(integer({ min: 0, max: 65_535 }), 8080),
  ),
  processes: setting(
    'PROCESSES',
    'Inference processes per model; 0 takes one per CPU that the container may use, or a single one where a server has many models.',
    asNumber,
    optional(integer({ min: 0, max: 256 }), 0),
  ),
  maxBatch: setting(
    'MAX_BATCH',
    'The most pictures that one inference run takes from a backlog.',
    asNumber,
    optional(integer({ min: 1, max: 64 }), 4),
  ),
  formats: setting(
    'FORMATS',
    'The picture formats accepted, separated by commas.',
    asList,
    optional(array(oneOf(imageFormats), { min: 1, max: imageFormats.length }), ['jpeg', 'png', 'webp', 'gif']),
  ),
  maxBodyBytes: setting(
    'MAX_BODY_BYTES',
    'The largest request body, in bytes.',
    asNumber,
    optional(integer({ min: 1024, max: 1024 * mebibyte }), 25 * mebibyte),
  ),
  maxPixels: setting(
    'MAX_PIXELS',
    'The most pixels one picture may have.',
    asNumber,
    optional(integer({ min: 1, max: 1000 * megapixel }), 50 * megapixel),
  ),
  maxWaiting: setting(
    'MAX_WAITING',
    'The most pictures that wait for an inference process.',
    asNumber,
    optional(integer({ min: 1, max: 100_000 }), 256),
  ),
  maxWaitingBytes: setting(
    'MAX_WAITING_BYTES',
    'The most bytes of request bodies in the server at once; 0 takes an eighth of the memory limit, at most 128 MiB.',
    asNumber,
    optional(integer({ min: 0, max: 64 * 1024 * mebibyte }), 0),
  ),
  maxDecodedBytes: setting(
    'MAX_DECODED_BYTES',
    'The most memory, by estimate, that pictures being decoded take at once; 0 takes half of the memory limit.',
    asNumber,
    optional(integer({ min: 0, max: 1024 * 1024 * mebibyte }), 0),
  ),
  requestTimeoutSeconds: setting(
    'REQUEST_TIMEOUT_SECONDS',
    'From the first byte of a request to its answer.',
    asNumber,
    optional(number({ min: 0.1, max: 3600 }), 30),
  ),
  pictureTimeoutSeconds: setting(
    'PICTURE_TIMEOUT_SECONDS',
    'The time one inference process may spend on one picture before it is killed.',
    asNumber,
    optional(number({ min: 0.1, max: 3600 }), 10),
  ),
  drainSeconds: setting(
    'DRAIN_SECONDS',
    'After SIGTERM: the time to finish what was accepted.',
    asNumber,
    optional(number({ min: 0, max: 3600 }), 20),
  ),
  readinessGraceSeconds: setting(
    'READINESS_GRACE_SECONDS',
    'After SIGTERM: how long requests are still accepted while readiness already answers 503.',
    asNumber,
    optional(number({ min: 0, max: 60 }), 0),
  ),
  keepAliveSeconds: setting(
    'KEEP_ALIVE_SECONDS',
    'How long an idle connection stays open; longer than the load balancer keeps its own (60 s).',
    asNumber,
    optional(number({ min: 1, max: 4000 }), 75),
  ),
  cacheDirectory: setting(
    'CACHE_DIRECTORY',
    'Where the model optimised for this CPU is kept; must be writable.',
    asText,
    optional(string(), '/tmp/image-classifier'),
  ),
  systemJpeg: setting(
    'SYSTEM_JPEG',
    "Decode JPEG with the system's libturbojpeg where it is installed.",
    asBoolean,
    optional(boolean(), true),
  ),
  logLevel: setting(
    'LOG_LEVEL',
    'The least severe log line written.',
    asText,
    optional(oneOf(['debug', 'info', 'warn', 'error', 'silent']), 'info'),
  ),
  serviceName: setting(
    'SERVICE_NAME',
    'The name of this service in traces and in CloudWatch; OTEL_SERVICE_NAME gives it too.',
    asText,
    optional(string({ max: 255 }), 'image-classifier'),
  ),
  cloudWatchSeconds: setting(
    'CLOUDWATCH_SECONDS',
    'How often the metrics are written to standard output in the embedded metric format of Amazon CloudWatch; 0 is never.',
    asNumber,
    optional(integer({ min: 0, max: 3600 }), 0),
  ),
  driftSignals: setting(
    'DRIFT_SIGNALS',
    'Measure brightness, size, classes, confidence and entropy of the pictures, as metrics.',
    asBoolean,
    optional(boolean(), true),
  ),
  tracesEndpoint: setting(
    'TRACES_ENDPOINT',
    'Where spans are sent, by OTLP over HTTP as JSON: a whole URL such as http://localhost:4318/v1/traces. Left out: nowhere.',
    asText,
    optional(string({ max: 2048 })),
  ),
  tracesHeaders: setting(
    'TRACES_HEADERS',
    'Headers for the endpoint of traces: name=value, separated by commas, values in URL encoding.',
    asText,
    optional(string({ max: 8192 })),
  ),
  tracesSampler: setting(
    'TRACES_SAMPLER',
    'Which requests are traced, by the names of OpenTelemetry.',
    asText,
    optional(oneOf(traceSamplers), 'parentbased_always_on'),
  ),
  tracesRatio: setting(
    'TRACES_RATIO',
    'The share of requests that a traceidratio sampler traces, 0 to 1.',
    asNumber,
    optional(number({ min: 0, max: 1 }), 1),
  ),
  apiKeys: setting(
    'API_KEYS',
    'The keys of callers as a JSON list; a secret, never written in plain. Left out: nobody needs a key.',
    asText,
    optional(string({ max: mebibyte })),
  ),
  apiKeysFile: setting(
    'API_KEYS_FILE',
    'A file that holds the same list; read again when it changes.',
    asText,
    optional(string()),
  ),
  worker: setting('WORKER', 'The name this server signs its results with.', asText, optional(string({ max: 128 }))),
} as const;

type Table = typeof settings;
export const settingsSchema = object(
  Object.fromEntries(Object.entries(settings).map(([name, { schema }]) => [name, schema])) as {
    [K in keyof Table]: Table[K]['schema'];
  },
);
export type Settings = Infer<typeof settingsSchema>;
