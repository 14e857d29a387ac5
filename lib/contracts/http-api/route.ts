/** One way into the server, declared once for the router, the page and the OpenAPI document. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** A name in braces stands for one segment, such as `/models/{model}`. */
  readonly path: string;
  readonly summary: string;
  /**
   * Who may ask where keys are in use. `anyone`: no key needed, for probes and for what is the same in every
   * installation. `admin`: a key with `admin: true`, for what changes or reveals the server. Absent: any key.
   */
  readonly audience?: 'anyone' | 'admin';
  /** Content types of the request body; none where it has no body. */
  readonly accepts?: readonly string[];
  /** Content types of the answer, the default first. */
  readonly answers: readonly string[];
  /** Query parameters and headers that change the answer. */
  readonly parameters?: readonly ParameterName[];
}

/** What may accompany a picture. */
export const parameters = {
  topK: {
    in: 'query',
    name: 'topK',
    description: "How many labels to answer, best first; default: the model's own number, of a detector all it found.",
    schema: { type: 'integer', minimum: 1, maximum: 1000 },
  },
  model: {
    in: 'query',
    name: 'model',
    description: 'The model to ask, where the server has several; default: IMAGE_CLASSIFIER_DEFAULT_MODEL.',
    schema: { type: 'string', maxLength: 256 },
  },
  version: {
    in: 'query',
    name: 'version',
    description: 'The version of the model; default: the one being served.',
    schema: { type: 'string', maxLength: 64 },
  },
  pageToken: {
    in: 'query',
    name: 'next_page_token',
    description: 'Where the last page of a list ended: its nextPageToken.',
    schema: { type: 'string', maxLength: 512 },
  },
  pageLimit: {
    in: 'query',
    name: 'limit',
    description: 'The most entries on one page; default 100.',
    schema: { type: 'integer', minimum: 1, maximum: 1000 },
  },
  timeout: {
    in: 'header',
    name: 'X-Request-Timeout-Ms',
    description: 'How long the caller will wait, in milliseconds; later the picture is dropped instead of classified.',
    schema: { type: 'integer', minimum: 1, maximum: 3_600_000 },
  },
  priority: {
    in: 'header',
    name: 'X-Request-Priority',
    description:
      "Who is served first when pictures wait: 1 before 2, up to the server's number of levels; 0 or a higher number takes its usual level.",
    schema: { type: 'integer', minimum: 0, maximum: 1_000_000 },
  },
  customAttributes: {
    in: 'header',
    name: 'X-Amzn-SageMaker-Custom-Attributes',
    description: 'Anything the caller wants to find in the log and in the answer: up to 1024 visible ASCII characters.',
    schema: { type: 'string', maxLength: 1024 },
  },
  inferenceId: {
    in: 'header',
    name: 'X-Amzn-SageMaker-Inference-Id',
    description: "The caller's name for the request, for the log.",
    schema: { type: 'string', maxLength: 64 },
  },
  requestId: {
    in: 'header',
    name: 'X-Request-Id',
    description: 'Names the request in logs and in the answer; made up when absent.',
    schema: { type: 'string', maxLength: 128 },
  },
} as const;
export type ParameterName = keyof typeof parameters;

/** The bodies that carry one picture. */
export const pictureTypes = [
  'image/*',
  'application/octet-stream',
  'application/x-image',
  'multipart/form-data',
] as const;
