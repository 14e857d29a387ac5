import { pictureTypes, type Route } from './route';

/** Our own routes: pictures, the page, and what probes and scrapers ask. */
export const classifyRoutes = {
  classify: {
    method: 'POST',
    path: '/classify',
    summary: 'Classify one picture.',
    accepts: pictureTypes,
    answers: ['application/json', 'text/plain'],
    parameters: ['topK', 'model', 'version', 'timeout', 'priority', 'requestId'],
  },
  classifyForm: {
    method: 'POST',
    path: '/',
    summary: 'Classify the file in the form field `myfile`; the answer is the top label as plain text.',
    accepts: ['multipart/form-data'],
    answers: ['text/plain', 'application/json'],
    parameters: ['topK', 'timeout', 'priority', 'requestId'],
  },
  live: {
    method: 'GET',
    path: '/health/live',
    summary: '200 while the process works.',
    audience: 'anyone',
    answers: ['application/json'],
  },
  ready: {
    method: 'GET',
    path: '/health/ready',
    summary: '200 while new requests are welcome.',
    audience: 'anyone',
    answers: ['application/json'],
  },
  model: {
    method: 'GET',
    path: '/model',
    summary: 'What the server understood of its model, and where each field came from.',
    answers: ['application/json'],
    parameters: ['model', 'version'],
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    summary: 'Metrics for Prometheus.',
    audience: 'admin',
    answers: ['text/plain'],
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description.',
    audience: 'anyone',
    answers: ['application/json'],
  },
  page: {
    method: 'GET',
    path: '/',
    summary: 'The page where a person drops pictures.',
    audience: 'anyone',
    answers: ['text/html'],
  },
  pageFile: {
    method: 'GET',
    path: '/page/{file}',
    summary: "The page's script and styles.",
    audience: 'anyone',
    answers: ['*/*'],
  },
} as const satisfies Record<string, Route>;
