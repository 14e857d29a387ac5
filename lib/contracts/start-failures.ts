/** Why a server refuses to start; nobody is connected yet, so it prints the reason and exits with `exitCode`. */
export interface StartFailureKind {
  readonly exitCode: number;
  readonly summary: string;
  readonly advice: string;
}

export const startFailures = {
  'usage-unknown': {
    exitCode: 64,
    summary: 'The command line is not understood.',
    advice: 'Run image-classifier --help.',
  },
  'settings-invalid': {
    exitCode: 78,
    summary: 'The environment holds settings that are unknown or out of range.',
    advice: 'Correct every variable listed in the message; docs/operations.md lists them all.',
  },
  'api-keys-invalid': {
    exitCode: 78,
    summary: 'The list of API keys cannot be used.',
    advice: 'Correct every problem listed; docs/operations.md, "API keys", shows the form.',
  },
  'model-missing': {
    exitCode: 66,
    summary: 'There is no model at the configured place.',
    advice: 'Point IMAGE_CLASSIFIER_MODEL at an .onnx file or at a folder that holds one.',
  },
  'model-unreadable': {
    exitCode: 65,
    summary: 'The file is not an ONNX model that ONNX Runtime can load.',
    advice: 'Export the model again and load it once with ONNX Runtime on your own machine.',
  },
  'gpu-unavailable': {
    exitCode: 69,
    summary: 'The model was to run on a GPU, and ONNX Runtime cannot use one.',
    advice:
      'Use the image of container/Dockerfile.gpu on a machine with an NVIDIA GPU and a driver for CUDA 13 (580 or newer), or set IMAGE_CLASSIFIER_EXECUTION_PROVIDER to cpu.',
  },
  'model-undescribed': {
    exitCode: 65,
    summary: 'Neither the model nor a file beside it says how pictures become its input.',
    advice: 'Write a model.json beside the model; README.md, "Bring your model", shows one for every kind.',
  },
  'model-incompatible': {
    exitCode: 65,
    summary: 'The description and the model contradict each other.',
    advice: 'Correct model.json: the message names the two sides that disagree.',
  },
  'model-altered': {
    exitCode: 65,
    summary: 'The model is not the one that was meant: it has another SHA-256.',
    advice:
      'Upload the model again, or correct IMAGE_CLASSIFIER_MODEL_SHA256 or sha256 in model.json, whichever the message names.',
  },
  'model-unreachable': {
    exitCode: 66,
    summary: 'The model cannot be fetched from Amazon S3.',
    advice:
      'Check the address, AWS_REGION and the credentials: they need s3:GetObject on the model, and s3:ListBucket on its bucket where the address is a prefix.',
  },
  'version-taken': {
    exitCode: 73,
    summary: 'This version of the model is published already.',
    advice: 'Leave out --version to get the next number, or add --replace to overwrite it.',
  },
  'store-unusable': {
    exitCode: 69,
    summary: 'The model store cannot be listed or written.',
    advice:
      'Check the address, AWS_REGION and the credentials: they need what ModelStore.grants.publish gives (s3:ListBucket, s3:PutObject, s3:AbortMultipartUpload).',
  },
  'repository-unreadable': {
    exitCode: 66,
    summary: 'The model repository cannot be read.',
    advice: 'Point IMAGE_CLASSIFIER_REPOSITORY at a folder or s3://bucket/prefix that this server may list and read.',
  },
  'port-taken': {
    exitCode: 69,
    summary: 'Another program listens on the port.',
    advice: 'Stop that program, or choose another port with IMAGE_CLASSIFIER_PORT or --port.',
  },
  'port-unusable': {
    exitCode: 69,
    summary: 'The server cannot listen at this address.',
    advice: 'Use a port from 1024 up and an address of this machine (IMAGE_CLASSIFIER_PORT, IMAGE_CLASSIFIER_HOST).',
  },
  'queue-unusable': {
    exitCode: 69,
    summary: 'A queue cannot be read or written.',
    advice:
      'Check the URLs, AWS_REGION and the credentials: they need sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility on --from, and sqs:SendMessage on --to.',
  },
  'inference-unavailable': {
    exitCode: 70,
    summary: 'The inference processes do not start.',
    advice: 'Read the log lines above: they hold what the process said before it died.',
  },
} as const satisfies Record<string, StartFailureKind>;

export type StartFailureId = keyof typeof startFailures;

export class StartFailure extends Error {
  readonly exitCode: number;
  constructor(
    readonly id: StartFailureId,
    readonly detail: string,
  ) {
    super(`${startFailures[id].summary} ${detail}\n  Remedy: ${startFailures[id].advice} [${id}]`);
    this.name = 'StartFailure';
    this.exitCode = startFailures[id].exitCode;
  }
}
