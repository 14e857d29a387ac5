import type { FailureKind } from './failure-kind';

/** What can be wrong with a request. */
export const requestFailures = {
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
  'session-unsupported': {
    status: 400,
    retry: 'no',
    summary: 'The request belongs to a session, but pictures are classified one by one.',
    advice: 'Leave out the SessionId.',
  },
  'upgrade-required': {
    status: 426,
    retry: 'no',
    summary: 'This route speaks WebSocket only.',
    advice: 'Open a WebSocket (RFC 6455), or send pictures to POST /invocations.',
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
  'upload-too-slow': {
    status: 408,
    retry: 'later',
    summary: 'The body did not arrive in time.',
    advice: 'Send the body without pauses, or raise IMAGE_CLASSIFIER_REQUEST_TIMEOUT_SECONDS.',
  },
} as const satisfies Record<string, FailureKind>;
