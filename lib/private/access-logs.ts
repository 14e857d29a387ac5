import { Duration, aws_iam as iam, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { refuse } from './refusals';

/** A bucket for the access logs of one load balancer: about one line per request, kept for 90 days. */
export function accessLogBucket(scope: Construct): s3.Bucket {
  return logBucket(scope, 'AccessLogs', s3.ObjectOwnership.BUCKET_OWNER_ENFORCED);
}

/** The same for one distribution: Amazon CloudFront writes only where it may set an ACL. */
export function edgeLogBucket(scope: Construct): s3.Bucket {
  return logBucket(scope, 'EdgeLogs', s3.ObjectOwnership.BUCKET_OWNER_PREFERRED);
}

function logBucket(scope: Construct, id: string, objectOwnership: s3.ObjectOwnership): s3.Bucket {
  return new s3.Bucket(scope, id, {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    // No line is lost by an overwrite; what was deleted goes for good a day later.
    versioned: true,
    lifecycleRules: [
      {
        expiration: Duration.days(90),
        noncurrentVersionExpiration: Duration.days(1),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    objectOwnership,
  });
}

/** `logAccessLogs` wants to know the region at synth; the delivery service's principal is the same in all of them. */
export function logRequests(loadBalancer: ApplicationLoadBalancer, bucket: s3.IBucket): void {
  if (bucket.encryptionKey) {
    refuse(
      loadBalancer.node.scope ?? loadBalancer,
      'log-bucket-encryption',
      'accessLogs must not use a KMS key, got a bucket that does',
    );
  }
  const { account } = Stack.of(loadBalancer);
  const policy = bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      actions: ['s3:PutObject'],
      principals: [new iam.ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      resources: [bucket.arnForObjects(`AWSLogs/${account}/*`)],
    }),
  );
  loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
  loadBalancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
  // The load balancer writes a test object when it is created.
  if (policy.policyDependable) loadBalancer.node.addDependency(policy.policyDependable);
}
