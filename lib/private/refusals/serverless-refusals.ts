import type { Refusal } from './refusal';

/** What serverless endpoints of Amazon SageMaker cannot have. */
export const serverlessRefusals = {
  'sagemaker-serverless-capture': {
    summary: 'A serverless endpoint was to capture requests, which SageMaker cannot do.',
    advice: 'Leave out dataCapture, or use `Hosting.realTime()`.',
  },
  'sagemaker-serverless-concurrency': {
    summary: 'maxConcurrency of a serverless endpoint is outside 1 to 200.',
    advice: 'Count the pictures that arrive while one is classified; above 200, use `Hosting.realTime()`.',
  },
  'sagemaker-serverless-gpu': {
    summary: 'A serverless endpoint was given an image for GPUs, and has none.',
    advice: 'Use `Hosting.realTime()` with a type such as ml.g6.xlarge, or an image for CPUs.',
  },
  'sagemaker-serverless-isolation': {
    summary: 'A serverless endpoint was to be isolated from the network, which SageMaker cannot do.',
    advice: 'Set networkIsolation to false, or use `Hosting.realTime()`.',
  },
  'sagemaker-serverless-memory': {
    summary: 'memorySize of a serverless endpoint is none of 1, 2, 3, 4, 5 and 6 GiB.',
    advice: 'Use 2 GiB for most models; memory also decides how much CPU there is.',
  },
  'sagemaker-serverless-model': {
    summary: 'A serverless endpoint was given many models, or one that is not packed.',
    advice: 'Give one model; `Hosting.multiModel()` serves many.',
  },
  'sagemaker-serverless-network': {
    summary: 'A serverless endpoint was given a network, and cannot be attached to one.',
    advice: 'Leave out vpc, or use `Hosting.realTime()`.',
  },
  'sagemaker-serverless-observability': {
    summary: 'What to tell of the instances was chosen for a serverless endpoint, which has none.',
    advice: 'Leave out observability: what Amazon SageMaker measures of requests is there all the same.',
  },
  'sagemaker-serverless-provisioned': {
    summary:
      'provisionedConcurrency is below 1 or above maxConcurrency, or maxProvisionedConcurrency is not between the two.',
    advice: 'Leave it out to pay for requests only, or keep as many ready as come at once on a usual day.',
  },
  'sagemaker-serverless-settings': {
    summary:
      'An endpoint has settings that belong to another kind of hosting: memory and concurrency are of serverless endpoints alone, instances of all others.',
    advice: 'Leave out what the message names, or choose the Hosting that it belongs to.',
  },
  'sagemaker-serverless-variants': {
    summary: 'A serverless endpoint has several variants or a shadow.',
    advice: 'Use `Hosting.realTime()` for challengers and shadows.',
  },
} as const satisfies Record<string, Refusal>;
