import { pictureTypes, type Route } from './route';

const parameters = ['topK', 'timeout', 'priority', 'customAttributes', 'inferenceId', 'requestId'] as const;
const classification = {
  accepts: [...pictureTypes, 'application/json', 'application/jsonlines', 'application/x-npy'],
  answers: [
    'application/json',
    'application/vnd.image-classifier+json',
    'application/jsonlines',
    'text/csv',
    'text/plain',
  ],
} as const;
const json = ['application/json'] as const;

/** The contract of Amazon SageMaker's containers, for one model and for many. */
export const sagemakerRoutes = {
  invocations: {
    method: 'POST',
    path: '/invocations',
    summary: 'Classify one picture, or many of one body (Amazon SageMaker).',
    ...classification,
    parameters,
  },
  invocationsStream: {
    method: 'GET',
    path: '/invocations-bidirectional-stream',
    summary: 'A WebSocket: pictures in binary messages, results as JSON in the same order (Amazon SageMaker).',
    answers: json,
  },
  executionParameters: {
    method: 'GET',
    path: '/execution-parameters',
    summary: 'How many pictures at once suit this server (Amazon SageMaker batch transform).',
    answers: json,
  },
  ping: {
    method: 'GET',
    path: '/ping',
    summary: '200 when the server can classify (Amazon SageMaker).',
    audience: 'anyone',
    answers: json,
  },
  listModels: {
    method: 'GET',
    path: '/models',
    summary: 'The loaded models (Amazon SageMaker multi-model).',
    audience: 'admin',
    answers: json,
    parameters: ['pageToken', 'pageLimit'],
  },
  loadModel: {
    method: 'POST',
    path: '/models',
    summary: 'Load a model (Amazon SageMaker multi-model).',
    audience: 'admin',
    accepts: json,
    answers: json,
  },
  showModel: {
    method: 'GET',
    path: '/models/{model}',
    summary: 'One loaded model (Amazon SageMaker multi-model).',
    audience: 'admin',
    answers: json,
  },
  unloadModel: {
    method: 'DELETE',
    path: '/models/{model}',
    summary: 'Finish what the model works on, then unload it (Amazon SageMaker multi-model).',
    audience: 'admin',
    answers: json,
  },
  invokeModel: {
    method: 'POST',
    path: '/models/{model}/invoke',
    summary: 'Classify one picture, or many of one body, with this model (Amazon SageMaker multi-model).',
    ...classification,
    parameters,
  },
} as const satisfies Record<string, Route>;
