import { integer, number, oneOf, optional, string } from '../schema';
import { asNumber, asText, setting } from './setting';

/** Messages a worker holds per inference process at first, where `slots` is left to it. */
export const slotsPerProcess = 4;

/** What a worker of a queue fleet does (`image-classifier work`). */
export const workerSettings = {
  jobQueueUrl: setting('JOB_QUEUE_URL', 'The queue whose messages name pictures.', asText, optional(string())),
  resultBucket: setting(
    'RESULT_BUCKET',
    'The bucket that results are written to.',
    asText,
    optional(string({ max: 255 })),
  ),
  resultQueueUrl: setting(
    'RESULT_QUEUE_URL',
    'The queue that every result is announced on.',
    asText,
    optional(string()),
  ),
  statusQueueUrl: setting(
    'STATUS_QUEUE_URL',
    'A queue for what the workers are doing right now; left out: the log alone.',
    asText,
    optional(string()),
  ),
  resultFormat: setting(
    'RESULT_FORMAT',
    'The form of a result: json, or pair for the body (test_0, bathtub) under the key test_0.',
    asText,
    optional(oneOf(['json', 'pair']), 'json'),
  ),
  resultPrefix: setting(
    'RESULT_PREFIX',
    'What the key of every result begins with.',
    asText,
    optional(string({ min: 0, max: 512 }), ''),
  ),
  slots: setting(
    'SLOTS',
    'Messages a worker holds at once; 0 begins with four per inference process and holds as many as keep them at work, 32 each at most.',
    asNumber,
    optional(integer({ min: 0, max: 1000 }), 0),
  ),
  maxTries: setting(
    'MAX_TRIES',
    'Deliveries of a picture before its failure is its result; the redrive policy of the queue must allow as many.',
    asNumber,
    optional(integer({ min: 1, max: 100 }), 3),
  ),
  visibilitySeconds: setting(
    'VISIBILITY_SECONDS',
    'How long a message stays hidden after each extension while a worker holds it.',
    asNumber,
    optional(integer({ min: 3, max: 43_200 }), 60),
  ),
  pollSeconds: setting(
    'POLL_SECONDS',
    'How long one request for messages waits for the first; fewer requests are cheaper, and after SIGTERM an idle worker waits as long.',
    asNumber,
    optional(integer({ min: 0, max: 20 }), 20),
  ),
  jobTimeoutSeconds: setting(
    'JOB_TIMEOUT_SECONDS',
    'How long a worker may hold one message in all.',
    asNumber,
    optional(number({ min: 1, max: 43_200 }), 900),
  ),
  workerStem: setting(
    'WORKER_STEM',
    'Workers of a fleet take the lowest free name from this stem, such as app-instance1; IMAGE_CLASSIFIER_WORKER wins.',
    asText,
    optional(string({ max: 100 }), 'app-instance'),
  ),
} as const;
