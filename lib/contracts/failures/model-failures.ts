import type { FailureKind } from './failure-kind';

/** What can be wrong with a model. */
export const modelFailures = {
  'model-not-ready': {
    status: 503,
    retry: 'later',
    summary: 'The model is still loading.',
    advice: 'Wait until GET /health/ready answers 200.',
  },
  'model-unknown': {
    status: 404,
    retry: 'no',
    summary: 'There is no such model, or not in this version.',
    advice: 'GET /models or POST /v2/repository/index lists the models of this server.',
  },
  'model-unavailable': {
    status: 503,
    retry: 'later',
    summary: 'The model is there but cannot be used.',
    advice: 'Correct the model as the message says; the server looks at it again when its files change.',
  },
  'model-loaded': {
    status: 409,
    retry: 'no',
    summary: 'A model of this name is loaded already.',
    advice: 'Use it, or unload it first with DELETE /models/{model}.',
  },
  'model-memory-exhausted': {
    status: 507,
    retry: 'later',
    summary: 'The memory left is too small for the model.',
    advice:
      'Unload other models, or give the server more memory (IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES where it is set).',
  },
  'model-storage-exhausted': {
    status: 507,
    retry: 'later',
    summary: 'There is no room to fetch the files of the model to.',
    advice: 'Give the file system of IMAGE_CLASSIFIER_CACHE_DIRECTORY more room; a tmpfs also needs the memory for it.',
  },
  'model-control-off': {
    status: 400,
    retry: 'no',
    summary: 'This server does not load and unload models on request.',
    advice: 'Start it with IMAGE_CLASSIFIER_MULTI_MODEL=true or with IMAGE_CLASSIFIER_REPOSITORY.',
  },
  'model-path-refused': {
    status: 400,
    retry: 'no',
    summary: 'The path of the model lies outside the folder that models may come from.',
    advice: 'Put the model below IMAGE_CLASSIFIER_MODELS_ROOT.',
  },
  'model-path-missing': {
    status: 404,
    retry: 'no',
    summary: 'There is no model at the path of the request.',
    advice: 'Check the url that was posted: it names the folder that holds the .onnx file.',
  },
} as const satisfies Record<string, FailureKind>;
