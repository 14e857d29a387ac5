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

/** Where something was found: pixels of the upright picture, counted from its top left corner. */
const rectangle = object({
  x: number({ min: 0 }),
  y: number({ min: 0 }),
  width: number({ min: 0 }),
  height: number({ min: 0 }),
});
export type Rectangle = Infer<typeof rectangle>;

/** One thing a detector found. */
export const boxSchema = object({
  label: string(),
  /** The probability the model gives this label, 0 to 1. */
  score: number({ min: 0, max: 1 }),
  /** The label's place in the manifest's list. */
  index: integer({ min: 0 }),
  box: rectangle,
});
export type Box = Infer<typeof boxSchema>;

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
export type FailureDescription = Infer<typeof failureSchema>;

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
  classified: {
    ...shared,
    /** Best first. Of a detector: the labels it found, each with its best score; none where it found nothing. */
    labels: array(labelSchema),
    /** What a detector found, best first; a classifier has no such field. */
    boxes: optional(array(boxSchema)),
    picture: pictureSchema,
    timings: timingsSchema,
  },
  failed: { ...shared, failure: failureSchema },
});
export type Result = Infer<typeof resultSchema>;
export type Classified = Extract<Result, { status: 'classified' }>;

/** Stands for the label in the short forms of an answer of a detector that found nothing. */
export const nothingFound = 'nothing';

/** A box as shares of the picture, 0 to 1, whatever its size in pixels: two corners. */
export function normalised({ x, y, width, height }: Rectangle, picture: { width: number; height: number }) {
  return {
    left: x / picture.width,
    top: y / picture.height,
    right: Math.min(1, (x + width) / picture.width),
    bottom: Math.min(1, (y + height) / picture.height),
  };
}

/** The two written forms of a result: the JSON object, or the pair `(test_0, bathtub)` under the key `test_0`. */
export type ResultFormat = 'json' | 'pair';

/** Writes the pair form: the id without its file extension, and the top label, `nothing` or the failure's id. */
export function toPair(result: Result): { key: string; body: string } {
  const key = result.id.replace(/\.[A-Za-z0-9]{1,5}$/, '');
  const answer = result.status === 'classified' ? (result.labels[0]?.label ?? nothingFound) : result.failure.id;
  return { key, body: `(${key}, ${answer})` };
}

/** Reads the pair form back. */
export function fromPair(body: string): { key: string; answer: string } | undefined {
  const match = /^\((.+), ([^,]+)\)$/.exec(body);
  return match ? { key: match[1], answer: match[2] } : undefined;
}
