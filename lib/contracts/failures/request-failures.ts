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
} as const satisfies Record<string, FailureKind>;
