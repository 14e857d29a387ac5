import { array, type Infer, integer, number, object, oneOf, optional, string, variants } from './schema';

const milliseconds = number({ min: 0 });

export const labelSchema = object({
  label: string(),
  /** The probability the model gives this label, 0 to 1. */
  score: number({ min: 0, max: 1 }),
  /** The label's place in the manifest's list. */
  index: integer({ min: 0 }),
});
export type Label = Infer<typeof labelSchema>;

/** Where the time of one picture went. */
export const timingsSchema = object({
  queueMs: milliseconds,
  decodeMs: milliseconds,
  preprocessMs: milliseconds,
  inferMs: milliseconds,
  totalMs: milliseconds,
});
export type Timings = Infer<typeof timingsSchema>;

export const pictureSchema = object({
  format: string(),
  width: integer({ min: 1 }),
  height: integer({ min: 1 }),
  bytes: integer({ min: 1 }),
});
export type Picture = Infer<typeof pictureSchema>;

/** What the caller is told about a failure: a row of the failure table and what was wrong with this very input. */
export const failureSchema = object({
  id: string(),
  message: string({ max: 4096 }),
  advice: string({ max: 4096 }),
  retry: oneOf(['no', 'later']),
});

const model = object({ name: string(), version: string() });

const shared = {
  /** Names the picture: the request id, or the object's key. */
  id: string(),
  model: optional(model),
  worker: optional(string()),
  attempts: optional(integer({ min: 1 }), 1),
};

/** Every picture ends as exactly one of these, whichever pattern carried it. */
export const resultSchema = variants('status', {
  classified: { ...shared, labels: array(labelSchema, { min: 1 }), picture: pictureSchema, timings: timingsSchema },
  failed: { ...shared, failure: failureSchema },
});
export type Result = Infer<typeof resultSchema>;
export type Classified = Extract<Result, { status: 'classified' }>;

/** The two written forms of a result: the JSON object, or the pair `(test_0, bathtub)` under the key `test_0`. */
export type ResultFormat = 'json' | 'pair';

/** Writes the pair form: the id without its file extension, and the top label or the failure's id. */
export function toPair(result: Result): { key: string; body: string } {
  const key = result.id.replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const answer = result.status === 'classified' ? result.labels[0].label : result.failure.id;
  return { key, body: `(${key}, ${answer})` };
}

/** Reads the pair form back. */
export function fromPair(body: string): { key: string; answer: string } | undefined {
  const match = /^\((.+), ([^,]+)\)$/.exec(body);
  return match ? { key: match[1], answer: match[2] } : undefined;
}
