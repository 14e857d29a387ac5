import type { FailureKind } from './failure-kind';

/** Why a caller is not let in, or the server does not go out for a picture. */
export const accessFailures = {
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
  'url-refused': {
    status: 403,
    retry: 'no',
    summary: 'The server does not fetch pictures from this URL.',
    advice:
      'Use an https URL of a public host on port 443, without user name and password; the message says which rule it breaks.',
  },
  'url-unreachable': {
    status: 502,
    retry: 'later',
    summary: 'The picture could not be fetched from its URL.',
    advice: 'Open the URL yourself: it must answer 200 with the picture, under a valid certificate.',
  },
  'url-too-slow': {
    status: 504,
    retry: 'later',
    summary: 'The picture did not arrive from its URL in time.',
    advice: 'Send the picture itself, or raise IMAGE_CLASSIFIER_URL_TIMEOUT_SECONDS.',
  },
} as const satisfies Record<string, FailureKind>;
