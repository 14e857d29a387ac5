import { resultSchema } from './result';
import { array, boolean, type Infer, integer, object, optional, string, variants } from './schema';

/** What the page asks of the API of a fleet, declared once for page, functions and template. */
export const webApi = {
  uploads: { method: 'POST', path: '/uploads' },
  batch: { method: 'GET', path: '/batches/{batch}' },
  fleet: { method: 'GET', path: '/fleet' },
} as const;

/** The most pictures in one request for uploads, and how long its answer can be used. */
export const uploadLimits = { files: 100, expireSeconds: 300 } as const;

/** Names the pictures that one page follows: unguessable, because whoever knows it can read their results. */
const batch = string({ min: 36, max: 36 });
export const isBatch = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

export const uploadRequestSchema = object({
  /** Goes on with a batch; left out: a new one. */
  batch: optional(batch),
  /** The number of the first file within the batch. */
  first: optional(integer({ min: 0, max: 999_999 }), 0),
  files: array(
    object({
      name: string({ max: 4096 }),
      /** Its content type. */
      type: string({ min: 0, max: 200 }),
      bytes: integer({ min: 0 }),
    }),
    { min: 1, max: uploadLimits.files },
  ),
});
export type UploadRequest = Infer<typeof uploadRequestSchema>;

const failure = object({
  id: string(),
  message: string({ max: 4096 }),
  advice: string({ max: 4096 }),
  retry: string(),
});

export const uploadAnswerSchema = object({
  batch,
  /** One per file, in their order. */
  uploads: array(
    variants('status', {
      /** A form for `multipart/form-data`: these fields, then the file in the field `file`. */
      signed: {
        key: string(),
        url: string({ max: 4096 }),
        fields: array(object({ name: string(), value: string({ max: 8192 }) })),
      },
      refused: { failure },
    }),
  ),
});
export type UploadAnswer = Infer<typeof uploadAnswerSchema>;

export const batchAnswerSchema = object({
  /** The oldest first; one that was answered before may come again. */
  results: array(object({ key: string(), result: resultSchema })),
  /** Where to go on: the next `?after=`. */
  after: string({ min: 0 }),
  /** Whether there is more to read already. */
  more: boolean(),
});
export type BatchAnswer = Infer<typeof batchAnswerSchema>;

const count = integer({ min: 0 });

/** Queue numbers are approximate, as those of SQS are. */
export const fleetAnswerSchema = object({
  waiting: count,
  inFlight: count,
  workers: object({
    running: count,
    busy: count,
    free: count,
    desired: count,
    /** Whether `busy` is the most there can be, and `free` the fewest; left out where both are exact. */
    reckoned: optional(boolean()),
  }),
});
export type FleetAnswer = Infer<typeof fleetAnswerSchema>;

/** `config.json` beside the page: whom it talks to. */
export const pageConfigSchema = variants('kind', {
  /** The server that serves it. */
  server: {},
  /** The API of a fleet. */
  fleet: {
    /** Its address, relative to the page or absolute, without a slash at its end; empty where the page itself lies. */
    api: string({ min: 0 }),
    maxBytes: integer({ min: 1 }),
    /** Whether whoever serves the page also takes flash sales: the engine of one machine does, nothing on AWS. */
    sales: optional(boolean()),
    access: variants('kind', {
      open: {},
      /** The API asks for a key in `X-Api-Key`. */
      key: {},
      /** The API asks for signatures of AWS, which a browser does not have. */
      iam: {},
      /** People sign in at this address of Amazon Cognito. */
      cognito: { address: string(), client: string() },
    }),
  },
});
export type PageConfig = Infer<typeof pageConfigSchema>;
export type FleetConfig = Extract<PageConfig, { kind: 'fleet' }>;

/** S3 allows 1024 bytes; the result's key is longer by its prefix and `.json`. */
const nameBytes = 420;

/**
 * Where a picture is uploaded to: its name as given, but for what S3 would change or cannot keep: control characters,
 * half characters, its own placeholder, and the beginning of a very long one.
 */
export function uploadKey(prefix: string, batch: string, number: number, name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const kept = name.replace(/[\u0000-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu, '_').replaceAll('${', '$(');
  return `${prefix}${batch}/${number}-${lastBytes(kept, nameBytes)}`;
}

function lastBytes(text: string, most: number): string {
  let characters = [...text].slice(-most);
  while (new TextEncoder().encode(characters.join('')).length > most) characters = characters.slice(1);
  return characters.join('');
}
