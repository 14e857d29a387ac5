import { Duration, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { leasePrefix } from '../../contracts/worker-lease';

const oldVersions = Duration.days(30);
const unfinishedUploads = Duration.days(1);

/** A bucket for what customers sent: nothing is lost by an overwrite or with the stack. */
export function pictureBucket(scope: Construct): s3.Bucket {
  return bucket(scope, 'InputBucket', []);
}

/** A bucket for results, and for the names that workers hold. */
export function resultBucket(scope: Construct): s3.Bucket {
  // A worker renews its name every few minutes.
  return bucket(scope, 'ResultBucket', [{ prefix: leasePrefix, noncurrentVersionExpiration: Duration.days(1) }]);
}

function bucket(scope: Construct, id: string, lifecycleRules: s3.LifecycleRule[]): s3.Bucket {
  return new s3.Bucket(scope, id, {
    versioned: true,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      {
        noncurrentVersionExpiration: oldVersions,
        expiredObjectDeleteMarker: true,
        abortIncompleteMultipartUploadAfter: unfinishedUploads,
      },
      ...lifecycleRules,
    ],
  });
}
