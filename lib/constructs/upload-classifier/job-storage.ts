import { Duration, type aws_kms as kms, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { leasePrefix } from '../../contracts/worker-lease';
import { lastingBucket } from '../../private/lasting-bucket';

const keepReplaced = Duration.days(30);

/** A bucket for what customers sent: nothing is lost by an overwrite or with the stack. */
export function pictureBucket(scope: Construct, encryptionKey?: kms.IKey): s3.Bucket {
  return lastingBucket(scope, 'InputBucket', { keepReplaced, encryptionKey });
}

/** A bucket for results, and for the names that workers hold. */
export function resultBucket(scope: Construct, encryptionKey?: kms.IKey): s3.Bucket {
  // A worker renews its name every few minutes.
  const names = { prefix: leasePrefix, noncurrentVersionExpiration: Duration.days(1) };
  return lastingBucket(scope, 'ResultBucket', { keepReplaced, encryptionKey, lifecycleRules: [names] });
}
