import { array, boolean, integer, number, oneOf, optional, string } from '../schema';
import { asBoolean, asList, asNumber, asText, imageFormats, mebibyte, megapixel, setting } from './setting';

/** What can run a model; the first is what every image has. */
export const executionProviders = ['cpu', 'cuda'] as const;
export type ExecutionProvider = (typeof executionProviders)[number];

/** How pictures become labels, and what they may cost. */
export const inferenceSettings = {
  executionProvider: setting(
    'EXECUTION_PROVIDER',
    'What runs the model: cpu, or cuda for an NVIDIA GPU in the image of container/Dockerfile.gpu. A server that has no GPU then refuses to start.',
    asText,
    optional(oneOf(executionProviders), executionProviders[0]),
  ),
  processes: setting(
    'PROCESSES',
    'Inference processes per model; 0 takes one per CPU that the container may use, fewer where each has several threads, and a single one where a server has many models.',
    asNumber,
    optional(integer({ min: 0, max: 256 }), 0),
  ),
  threads: setting(
    'THREADS',
    'Threads of one inference process; 0 measures: one, or more where one takes longer than the latency target for one picture.',
    asNumber,
    optional(integer({ min: 0, max: 256 }), 0),
  ),
  latencyTargetMs: setting(
    'LATENCY_TARGET_MS',
    'How long one run of the model may take, in milliseconds: what the numbers of threads and of pictures in a batch are measured for at the start.',
    asNumber,
    optional(number({ min: 1, max: 60_000 }), 200),
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
  pictureTimeoutSeconds: setting(
    'PICTURE_TIMEOUT_SECONDS',
    'The time one inference process may spend on one picture before it is killed.',
    asNumber,
    optional(number({ min: 0.1, max: 3600 }), 10),
  ),
  cacheDirectory: setting(
    'CACHE_DIRECTORY',
    'Where the model optimised for this CPU is kept; must be writable.',
    asText,
    optional(string(), '/tmp/image-classifier'),
  ),
  decode: setting(
    'DECODE',
    'How JPEGs are decoded. exact: to the pixels that training saw (Pillow, OpenCV); fast: those at least twice as large as the model needs are reduced on the way.',
    asText,
    optional(oneOf(['exact', 'fast']), 'exact'),
  ),
  systemJpeg: setting(
    'SYSTEM_JPEG',
    "Decode JPEG with the system's libturbojpeg where it is installed.",
    asBoolean,
    optional(boolean(), true),
  ),
} as const;
