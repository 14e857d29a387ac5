import { Duration, type aws_kms as kms, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface LastingBucketOptions {
  /** How long what was overwritten or deleted can be brought back. */
  readonly keepReplaced: Duration;
  /** Left out: the key of Amazon S3. */
  readonly encryptionKey?: kms.IKey;
  /** Besides the rule for old versions and unfinished uploads. */
  readonly lifecycleRules?: s3.LifecycleRule[];
}

const unfinishedUploads = Duration.days(1);

/** A private bucket for what must not be lost, neither by an overwrite nor with the stack. */
export function lastingBucket(
  scope: Construct,
  id: string,
  { keepReplaced, encryptionKey, lifecycleRules = [] }: LastingBucketOptions,
): s3.Bucket {
  return new s3.Bucket(scope, id, {
    versioned: true,
    // With a key of its own, a bucket key spares a call for every object.
    ...(encryptionKey
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED }),
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      {
        noncurrentVersionExpiration: keepReplaced,
        expiredObjectDeleteMarker: true,
        abortIncompleteMultipartUploadAfter: unfinishedUploads,
      },
      ...lifecycleRules,
    ],
  });
}
