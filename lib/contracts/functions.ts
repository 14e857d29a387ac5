import { array, integer, number, optional, type Schema, SchemaError, string } from './schema';
import { settings } from './settings';
import { asList, asNumber, asText, type Setting, setting } from './settings/setting';

const bucket = string({ max: 255 });
const needed = <T>(shared: Setting<unknown>, schema: Schema<T>): Setting<T> => ({ ...shared, schema });

const prefix = optional(string({ min: 0, max: 512 }), '');
const picturesDirectory = setting('PICTURES_DIRECTORY', 'The folder of the golden pictures.', asText, string());
/** What whoever writes results for an endpoint is told. */
const endpointResults = {
  jobQueueUrl: needed(settings.jobQueueUrl, string()),
  answerBucket: setting('ANSWER_BUCKET', 'Where the endpoint reads pictures, and writes answers.', asText, bucket),
  picturesPrefix: setting(
    'PICTURES_PREFIX',
    'What the key of every picture begins with that the endpoint has in work.',
    asText,
    string(),
  ),
  resultBucket: needed(settings.resultBucket, bucket),
  resultQueueUrl: needed(settings.resultQueueUrl, string()),
  resultFormat: settings.resultFormat,
  resultPrefix: settings.resultPrefix,
  maxTries: settings.maxTries,
  serviceName: settings.serviceName,
} as const;
const place = optional(string({ min: 0 }), '');
const uploadPrefix = setting('UPLOAD_PREFIX', 'What the key of every upload begins with.', asText, string());

/** What each Lambda function is told; where a worker is told the same, the variable is the same. */
export const functions = {
  'failure-reporter': {
    resultBucket: needed(settings.resultBucket, bucket),
    resultQueueUrl: needed(settings.resultQueueUrl, string()),
    parkedQueueUrl: setting(
      'PARKED_QUEUE_URL',
      'Where dead letters go once their result is written.',
      asText,
      string(),
    ),
    resultFormat: settings.resultFormat,
    resultPrefix: settings.resultPrefix,
    maxTries: settings.maxTries,
  },
  'async-invoker': {
    ...endpointResults,
    endpoint: setting('ENDPOINT', 'The endpoint that classifies.', asText, string()),
    waitSeconds: setting(
      'WAIT_SECONDS',
      'How long a picture may wait for an instance of the endpoint.',
      asNumber,
      integer({ min: 60, max: 21_600 }),
    ),
    answerSeconds: setting('ANSWER_SECONDS', 'How long one answer may take.', asNumber, integer({ min: 1, max: 3600 })),
    maxBodyBytes: settings.maxBodyBytes,
    formats: settings.formats,
  },
  'async-results': endpointResults,
  'upload-url': {
    inputBucket: setting('INPUT_BUCKET', 'The bucket that pictures are uploaded to.', asText, bucket),
    uploadPrefix,
    maxBodyBytes: settings.maxBodyBytes,
    formats: settings.formats,
  },
  'api-key': {
    keySha256: setting(
      'KEY_SHA256',
      'The SHA-256 of every key, separated by commas.',
      asList,
      array(string(), { min: 1 }),
    ),
  },
  'result-feed': {
    resultBucket: needed(settings.resultBucket, bucket),
    resultPrefix: settings.resultPrefix,
    uploadPrefix,
    jobQueueUrl: needed(settings.jobQueueUrl, string()),
    cluster: setting('CLUSTER', 'The cluster of the workers.', asText, place),
    service: setting('SERVICE', 'The service that keeps the workers running.', asText, place),
    endpoint: setting('ENDPOINT', 'The endpoint that classifies, where no service does.', asText, place),
    slots: needed(settings.slots, integer({ min: 1, max: 1000 })),
  },
  'golden-check': {
    serviceName: settings.serviceName,
    testUrl: setting('TEST_URL', 'Where the release under test answers.', asText, string()),
    testHost: setting(
      'TEST_HOST',
      'The name that its certificate proves, where that is another one than in the URL.',
      asText,
      optional(string({ min: 0, max: 255 }), ''),
    ),
    keysSecret: setting(
      'KEYS_SECRET',
      'The secret that lists the keys of callers, where they are asked for one.',
      asText,
      optional(string({ min: 0 }), ''),
    ),
    picturesDirectory,
    answerSeconds: setting('ANSWER_SECONDS', 'How long one answer may take.', asNumber, number({ min: 0.1, max: 60 })),
    roundSeconds: setting('ROUND_SECONDS', 'How long one call may take.', asNumber, number({ min: 0.1, max: 600 })),
    patienceSeconds: setting(
      'PATIENCE_SECONDS',
      'How long a release may take to answer all pictures at all.',
      asNumber,
      number({ min: 0, max: 3600 }),
    ),
  },
  // Functions of custom resources are told the rest with every request.
  'model-archive': {},
  'endpoint-guard': {},
  'endpoint-check': { picturesDirectory },
  'model-library': {},
  'model-packer': {
    storeBucket: setting('STORE_BUCKET', 'The bucket of the models.', asText, bucket),
    storePrefix: setting('STORE_PREFIX', 'What the key of every model begins with.', asText, prefix),
    archiveBucket: setting('ARCHIVE_BUCKET', 'The bucket of their archives.', asText, bucket),
    archivePrefix: setting('ARCHIVE_PREFIX', 'What the key of every archive begins with.', asText, prefix),
    queueUrl: setting('QUEUE_URL', 'Where it hears of models, and leaves what it has to try again.', asText, string()),
  },
} as const;

export type FunctionName = keyof typeof functions;
export type FunctionSettings<N extends FunctionName> = {
  readonly [K in keyof (typeof functions)[N]]: (typeof functions)[N][K] extends Setting<infer T> ? T : never;
};

/** The variables that tell a function these settings. */
export function toFunctionEnvironment<N extends FunctionName>(
  name: N,
  values: FunctionSettings<N>,
): Record<string, string> {
  return Object.fromEntries(rowsOf(name).map(([key, { variable }]) => [variable, String(values[key])]));
}

/**
 * What a function was told; variables of others are passed over, as the platform sets many.
 *
 * @throws SchemaError that lists every value which is missing or out of range
 */
export function fromFunctionEnvironment<N extends FunctionName>(
  name: N,
  environment: Record<string, string | undefined>,
): FunctionSettings<N> {
  const problems: string[] = [];
  const values = rowsOf(name).map(([key, { variable, fromText, schema }]) => {
    const text = environment[variable];
    return [key, schema.read(text === undefined ? undefined : fromText(text), variable, problems)];
  });
  if (problems.length > 0) throw new SchemaError(problems);
  return Object.fromEntries(values);
}

function rowsOf<N extends FunctionName>(name: N) {
  return Object.entries(functions[name]) as [keyof FunctionSettings<N>, Setting<unknown>][];
}
