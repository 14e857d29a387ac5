import type { FailureKind } from './failure-kind';

/** What can go wrong with a picture that waits in a bucket. */
export const jobFailures = {
  'job-unreadable': {
    status: 400,
    retry: 'no',
    summary: 'The message is no job: neither an event of S3 nor {"bucket", "key"}.',
    advice: 'Send {"bucket": ..., "key": ..., "versionId"?: ...}, or let S3 send its own events.',
  },
  'object-missing': {
    status: 404,
    retry: 'no',
    summary: 'The picture is not in the bucket, or not in this version.',
    advice: 'Upload it again; do not remove pictures before their results are there.',
  },
  'object-forbidden': {
    status: 403,
    retry: 'no',
    summary: 'The worker may not read the picture.',
    advice:
      "Allow s3:GetObject (and s3:GetObjectVersion) on the bucket to the worker's role, and kms:Decrypt on its key.",
  },
  'object-unreachable': {
    status: 502,
    retry: 'later',
    summary: 'The picture could not be fetched from the bucket.',
    advice: 'Nothing to do at first: it is tried again. If it lasts, look at the way from the worker to S3.',
  },
  'endpoint-failed': {
    status: 502,
    retry: 'later',
    summary: 'The endpoint gave no answer of this server: it failed, answered something else, or nothing in time.',
    advice:
      'Nothing to do at first: it is tried again. If it lasts, look at the log of the endpoint; redrive the message after a fix.',
  },
  'attempts-exhausted': {
    status: 500,
    retry: 'later',
    summary: 'The picture was tried as often as it may be, and no worker lived to say why it failed.',
    advice: 'Keep the picture and the log lines of its workers; redrive the message after a fix.',
  },
} as const satisfies Record<string, FailureKind>;
