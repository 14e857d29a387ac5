import type { Acknowledgment } from 'aws-cdk-lib';

/** What cdk-nag finds in buckets of pictures, results and models, and why it stays so. */
export const bucketFindings: Acknowledgment[] = [
  ...['AwsSolutions-S1', 'NIST.800.53.R5-S3BucketLoggingEnabled'].map((id) => ({
    id,
    reason: 'Who may read and write is a matter of roles; CloudTrail records it where needed',
  })),
  {
    id: 'NIST.800.53.R5-S3BucketReplicationEnabled',
    reason:
      'Amazon S3 keeps copies in three zones and old versions for weeks; a second region is the choice of its owner',
  },
  {
    id: 'NIST.800.53.R5-S3DefaultEncryptionKMS',
    reason:
      'Amazon S3 encrypts with keys of its own, for nothing; a key of KMS is a price per request and one more way to fail',
  },
];
