import type { Route } from './route';

const json = ['application/json'] as const;
const admin = { audience: 'admin' } as const;
const anyone = { audience: 'anyone' } as const;
const get = { method: 'GET', answers: json } as const;
const post = { method: 'POST', accepts: json, answers: json } as const;
const infer = {
  method: 'POST',
  accepts: ['application/json', 'application/octet-stream'],
  answers: ['application/json', 'application/octet-stream'],
  parameters: ['timeout', 'priority', 'requestId'],
} as const;
const version = '/v2/models/{model}/versions/{version}';

/** The Open Inference Protocol, version 2, with Triton's extensions; failures below /v2 are `{"error": ...}`. */
export const openInferenceRoutes = {
  v2: { ...get, path: '/v2', summary: 'Name, version and extensions of the server.' },
  v2Live: { ...get, ...anyone, path: '/v2/health/live', summary: '200 while the process works.' },
  v2Ready: { ...get, ...anyone, path: '/v2/health/ready', summary: '200 while new requests are welcome.' },
  v2Models: { ...get, path: '/v2/models', summary: 'The names of all models.' },
  v2Model: { ...get, path: '/v2/models/{model}', summary: 'Inputs and outputs of a model.' },
  v2ModelVersion: { ...get, path: version, summary: 'Inputs and outputs of a version.' },
  v2ModelReady: {
    ...get,
    path: '/v2/models/{model}/ready',
    summary: '200 when the model answers; opens it if need be.',
  },
  v2VersionReady: { ...get, path: `${version}/ready`, summary: '200 when the version answers; opens it if need be.' },
  v2Config: {
    ...get,
    ...admin,
    path: '/v2/models/{model}/config',
    summary: 'Configuration of a model and where each field came from.',
  },
  v2VersionConfig: { ...get, ...admin, path: `${version}/config`, summary: 'Configuration of a version.' },
  v2AllStatistics: {
    ...get,
    ...admin,
    path: '/v2/models/stats',
    summary: 'Counts and times of all models that were asked.',
  },
  v2Statistics: { ...get, ...admin, path: '/v2/models/{model}/stats', summary: 'Counts and times of a model.' },
  v2VersionStatistics: { ...get, ...admin, path: `${version}/stats`, summary: 'Counts and times of a version.' },
  v2Infer: { ...infer, path: '/v2/models/{model}/infer', summary: 'Tensors or encoded pictures through a model.' },
  v2VersionInfer: { ...infer, path: `${version}/infer`, summary: 'Tensors or encoded pictures through a version.' },
  v2Index: { ...post, ...admin, path: '/v2/repository/index', summary: 'All models and versions and their states.' },
  v2Load: { ...post, ...admin, path: '/v2/repository/models/{model}/load', summary: 'Open a model.' },
  v2Unload: {
    ...post,
    ...admin,
    path: '/v2/repository/models/{model}/unload',
    summary: 'Finish what a model works on, close it.',
  },
  v2Logging: { ...get, ...admin, path: '/v2/logging', summary: 'What is logged.' },
  v2SetLogging: {
    ...post,
    ...admin,
    path: '/v2/logging',
    summary: 'Not supported: logging is set by IMAGE_CLASSIFIER_LOG_LEVEL.',
  },
  v2Trace: { ...get, ...admin, path: '/v2/trace/setting', summary: "What is traced in Triton's own format: nothing." },
  v2SetTrace: { ...post, ...admin, path: '/v2/trace/setting', summary: 'Not supported.' },
} as const satisfies Record<string, Route>;

/** Whether failures at this path have the form of the Open Inference Protocol. */
export function isOpenInference(path: string): boolean {
  return path === '/v2' || path.startsWith('/v2/');
}
