import type { Refusal } from './refusal';

/** What is impossible for uploads that an endpoint classifies. */
export const uploadRefusals = {
  'uploads-answer-bucket': {
    summary: 'Pictures are uploaded to the bucket that the endpoint writes to, so every answer would be a new picture.',
    advice: 'Use two buckets, or leave inputBucket out and get one.',
  },
  'uploads-endpoint': {
    summary: 'The endpoint answers its callers at once, so it cannot work off what waits in a bucket.',
    advice: 'Give the endpoint Hosting.asynchronous(), or call it as it is.',
  },
  'uploads-times': {
    summary: 'maxWait is outside 1 minute to 6 hours, or answerTimeout outside 1 second to 1 hour.',
    advice: 'These are limits of Amazon SageMaker; a picture that waited too long is tried again.',
  },
  'uploads-tries': {
    summary: 'maxTries is outside 1 to 100.',
    advice: 'Use 3: a picture that failed so often fails again until somebody mends the cause.',
  },
} as const satisfies Record<string, Refusal>;
