import type { Refusal } from './refusal';

/** What is impossible for a queue fleet. */
export const fleetRefusals = {
  'fleet-bucket-notifications': {
    summary:
      'Amazon S3 cannot be told to notify the job queue by a property of this bucket, or the bucket was given other notifications later, which would be written over it.',
    advice:
      'Use Notifications.eventBridge() with EventBridge switched on for the bucket, let the fleet make its own bucket, or send the messages yourself (Notifications.none()).',
  },
  'fleet-idle-time': {
    summary: 'idleTime is no whole number of minutes from 3 to 1440.',
    advice: 'Use 5 minutes or more: metrics come once a minute and late, so a shorter time may overlook work.',
  },
  'fleet-key-parts': {
    summary: 'A prefix or suffix contains * or ?, which stand for any text in a right, so that it would reach further.',
    advice: 'Write the beginning or the end of the keys as it is, such as `uploads/` or `.jpg`.',
  },
  'fleet-multi-model': {
    summary: 'A fleet was given many models, but a picture in a bucket does not say which one is meant.',
    advice: 'Use Containers.singleModel(), with one fleet for each model, or EcsFargateClassifier.',
  },
  'fleet-queue-delay': {
    summary:
      'maxQueueDelay is shorter than one picture takes, so that no number of workers is enough, or longer than 3 of the 7 days that a job is kept.',
    advice: 'Allow at least the time that one picture takes (secondsPerImage); a minute suits most shops.',
  },
  'fleet-same-bucket': {
    summary: 'Pictures and results were given the same bucket, so every result would be a new picture.',
    advice: 'Use two buckets, or leave resultBucket out and get one.',
  },
  'fleet-suffixes': {
    summary:
      'One suffix ends in another, and Amazon S3 refuses two filters that the same key passes; or there are more suffixes than one bucket or one event pattern can have.',
    advice:
      'Keep the shorter of two: it covers the other. Of very many, leave all out: what is no picture gets an error as its result.',
  },
  'fleet-workers': {
    summary: 'maxWorkers is outside 1 to 100, or minWorkers outside 0 to maxWorkers.',
    advice: 'Choose the most workers you are ready to pay for; above 100, split the pictures over several fleets.',
  },
} as const satisfies Record<string, Refusal>;
