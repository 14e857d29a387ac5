/** What happens when something goes wrong, decided once: HTTP takes `status`, the queue worker takes `retry`. */
export interface FailureKind {
  /** HTTP status of the answer. */
  readonly status: number;
  /** `no`: the same input fails again. `later`: the same input may succeed another time. */
  readonly retry: 'no' | 'later';
  /** What happened, in one sentence. */
  readonly summary: string;
  /** What the caller can do about it. */
  readonly advice: string;
}

export const failures = {
  'image-missing': {
    status: 400,
    retry: 'no',
    summary: 'The request carries no picture.',
    advice: 'Send the bytes of one picture as the request body, or as a file field of a multipart form.',
  },
  'image-unsupported': {
    status: 415,
    retry: 'no',
    summary: 'The bytes are not in a picture format that this server accepts.',
    advice: 'Send JPEG, PNG, WebP or GIF. AVIF and TIFF must be switched on by IMAGE_CLASSIFIER_FORMATS.',
  },
  'image-unreadable': {
    status: 422,
    retry: 'no',
    summary: 'The picture is damaged or cut short and cannot be decoded.',
    advice: 'Open the file in an image viewer; save it again or upload it again from its source.',
  },
  'image-too-large': {
    status: 413,
    retry: 'no',
    summary: 'The request body is larger than the limit.',
    advice: 'Send a smaller file, or raise IMAGE_CLASSIFIER_MAX_BODY_BYTES.',
  },
  'image-too-many-pixels': {
    status: 413,
    retry: 'no',
    summary: 'The picture has more pixels than the limit.',
    advice: 'Scale the picture down before sending it, or raise IMAGE_CLASSIFIER_MAX_PIXELS.',
  },
  'image-too-costly': {
    status: 413,
    retry: 'no',
    summary: 'Decoding the picture would take more memory than the server may use for it.',
    advice:
      'Save the picture smaller or as a baseline JPEG, or raise IMAGE_CLASSIFIER_MAX_DECODED_BYTES on a server with more memory.',
  },
  'image-unfit': {
    status: 422,
    retry: 'no',
    summary: 'The model cannot work on a picture of this size.',
    advice: 'Send a picture of the size the model was made for; GET /model shows its input.',
  },
  'tensors-unfit': {
    status: 400,
    retry: 'no',
    summary: 'The model cannot work on the tensors of the request.',
    advice: 'Compare names, types and shapes with the metadata of the model.',
  },
  'image-too-slow': {
    status: 422,
    retry: 'no',
    summary: 'Decoding and classifying the picture took longer than one picture may take.',
    advice: 'Save the picture in a plain form (baseline JPEG) or raise IMAGE_CLASSIFIER_PICTURE_TIMEOUT_SECONDS.',
  },
  'request-malformed': {
    status: 400,
    retry: 'no',
    summary: 'The request does not follow the protocol of this route.',
    advice: 'Compare the request with GET /openapi.json.',
  },
  'feature-unsupported': {
    status: 501,
    retry: 'no',
    summary: 'The server does not have this part of the protocol.',
    advice: 'Ask without it; GET /v2 lists the extensions that the server has.',
  },
  'content-unsupported': {
    status: 415,
    retry: 'no',
    summary: 'The content type of the request is none that this route reads.',
    advice: 'Send image/*, application/octet-stream or multipart/form-data, without content encoding.',
  },
  'accept-unsupported': {
    status: 406,
    retry: 'no',
    summary: 'None of the content types in the Accept header can be produced.',
    advice: 'Ask for application/json or text/plain.',
  },
  'route-unknown': {
    status: 404,
    retry: 'no',
    summary: 'There is no such route.',
    advice: 'GET /openapi.json lists the routes.',
  },
  'method-unsupported': {
    status: 405,
    retry: 'no',
    summary: 'The route exists, but not for this method.',
    advice: 'Use a method from the Allow header.',
  },
  'key-missing': {
    status: 401,
    retry: 'no',
    summary: 'The request carries no API key, and this server asks for one.',
    advice: 'Send Authorization: Bearer <key>, or X-Api-Key: <key>.',
  },
  'key-unknown': {
    status: 401,
    retry: 'no',
    summary: 'The server knows no such API key.',
    advice: 'Compare the key with the one you were given; it may have been replaced.',
  },
  'key-not-admin': {
    status: 403,
    retry: 'no',
    summary: 'The API key does not open this route, which changes or reveals the server.',
    advice: 'Use a key that has "admin": true in the list of keys.',
  },
  'rate-exceeded': {
    status: 429,
    retry: 'later',
    summary: 'The API key was used more often than it may be.',
    advice:
      'Wait for the seconds in Retry-After; raise requestsPerSecond or burst in the list of keys when it happens often.',
  },
  'upload-too-slow': {
    status: 408,
    retry: 'later',
    summary: 'The body did not arrive in time.',
    advice: 'Send the body without pauses, or raise IMAGE_CLASSIFIER_REQUEST_TIMEOUT_SECONDS.',
  },
  'server-overloaded': {
    status: 503,
    retry: 'later',
    summary: 'More pictures are waiting than can be answered in time.',
    advice: 'Wait for the seconds in Retry-After and send the picture again; add capacity when it happens often.',
  },
  'server-draining': {
    status: 503,
    retry: 'later',
    summary: 'The server is shutting down and takes no new work.',
    advice: 'Send the picture again; a load balancer will choose another server.',
  },
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
  'deadline-exceeded': {
    status: 504,
    retry: 'later',
    summary: 'The picture was not classified before its deadline.',
    advice: 'Send it again with a longer X-Request-Timeout-Ms, or add capacity.',
  },
  'inference-crashed': {
    status: 500,
    retry: 'later',
    summary: 'The inference process died twice while it worked on this picture.',
    advice: 'Keep the picture and the log lines with this request id and report them.',
  },
  'request-cancelled': {
    status: 499,
    retry: 'later',
    summary: 'The caller hung up before the answer was ready.',
    advice: 'Nothing to do: the work was dropped. This appears in logs and metrics only.',
  },
  'internal-error': {
    status: 500,
    retry: 'later',
    summary: 'The server made a mistake.',
    advice: 'Look up the request id in the log and report the error.',
  },
} as const satisfies Record<string, FailureKind>;

export type FailureId = keyof typeof failures;

/** A failure on its way to the caller; `message` says what was wrong with this very input. */
export class Failure extends Error {
  readonly kind: FailureKind;
  constructor(
    readonly id: FailureId,
    message?: string,
  ) {
    super(message ?? failures[id].summary);
    this.name = 'Failure';
    this.kind = failures[id];
  }

  /** The form in which callers see it. */
  describe(): { id: FailureId; message: string; advice: string; retry: 'no' | 'later' } {
    return { id: this.id, message: this.message, advice: this.kind.advice, retry: this.kind.retry };
  }
}
