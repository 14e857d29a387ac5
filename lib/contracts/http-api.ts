/** The port the server listens on and SageMaker expects. */
export const defaultPort = 8080;

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  /** Content types of the request body; none for GET. */
  readonly accepts?: readonly string[];
  /** Content types of the answer, the default first. */
  readonly answers: readonly string[];
  /** Query parameters and headers that change the answer. */
  readonly parameters?: readonly ParameterName[];
}

const picture = ['image/*', 'application/octet-stream', 'application/x-image', 'multipart/form-data'] as const;
const labels = ['application/json', 'text/plain'] as const;

/** What may accompany a picture: declared once for the server, the page and the OpenAPI document. */
export const parameters = {
  topK: {
    in: 'query',
    name: 'topK',
    description: "How many labels to answer, best first; default: the model's own number, of a detector all it found.",
    schema: { type: 'integer', minimum: 1, maximum: 1000 },
  },
  timeout: {
    in: 'header',
    name: 'X-Request-Timeout-Ms',
    description: 'How long the caller will wait, in milliseconds; later the picture is dropped instead of classified.',
    schema: { type: 'integer', minimum: 1, maximum: 3_600_000 },
  },
  requestId: {
    in: 'header',
    name: 'X-Request-Id',
    description: 'Names the request in logs and in the answer; made up when absent.',
    schema: { type: 'string', maxLength: 128 },
  },
} as const;
export type ParameterName = keyof typeof parameters;

const classification = { accepts: picture, answers: labels, parameters: ['topK', 'timeout', 'requestId'] } as const;

export const routes = {
  classify: { method: 'POST', path: '/classify', summary: 'Classify one picture.', ...classification },
  classifyForm: {
    method: 'POST',
    path: '/',
    summary: 'Classify the file in the form field `myfile`; the answer is the top label as plain text.',
    accepts: ['multipart/form-data'],
    answers: ['text/plain', 'application/json'],
    parameters: ['topK', 'timeout', 'requestId'],
  },
  invocations: {
    method: 'POST',
    path: '/invocations',
    summary: 'Classify one picture (Amazon SageMaker).',
    ...classification,
  },
  ping: {
    method: 'GET',
    path: '/ping',
    summary: '200 when the server can classify (Amazon SageMaker).',
    answers: ['application/json'],
  },
  live: { method: 'GET', path: '/health/live', summary: '200 while the process works.', answers: ['application/json'] },
  ready: {
    method: 'GET',
    path: '/health/ready',
    summary: '200 while new requests are welcome.',
    answers: ['application/json'],
  },
  model: {
    method: 'GET',
    path: '/model',
    summary: 'What the server understood of its model, and where each field came from.',
    answers: ['application/json'],
  },
  metrics: { method: 'GET', path: '/metrics', summary: 'Metrics for Prometheus.', answers: ['text/plain'] },
  openapi: { method: 'GET', path: '/openapi.json', summary: 'This description.', answers: ['application/json'] },
  page: { method: 'GET', path: '/', summary: 'The page where a person drops pictures.', answers: ['text/html'] },
  pageFile: { method: 'GET', path: '/page/{file}', summary: "The page's script and styles.", answers: ['*/*'] },
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof routes;

/** The multipart field that `POST /` reads. */
export const formField = 'myfile';
