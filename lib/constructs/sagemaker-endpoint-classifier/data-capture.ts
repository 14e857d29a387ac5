import { Duration, type aws_iam as iam, type aws_s3 as s3, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { allowUploads } from '../../private/exact-rights';
import { lastingBucket } from '../../private/lasting-bucket';
import type { DataCapture } from '../sagemaker-endpoint-classifier-props';

const prefix = 'captured/';

export interface Captured {
  readonly bucket: s3.IBucket;
  readonly config: sagemaker.CfnEndpointConfig.DataCaptureConfigProperty;
}

/** Keeps requests and answers of an endpoint in a bucket. */
export function captureData(scope: Construct, role: iam.IGrantable, options: DataCapture): Captured {
  const { percent = 100, retention = Duration.days(30) } = options;
  const bucket =
    options.bucket ??
    lastingBucket(scope, 'Captured', {
      keepReplaced: Duration.days(1),
      lifecycleRules: [{ expiration: retention }],
    });
  allowUploads(role, { bucket, prefix });
  return {
    bucket,
    config: {
      enableCapture: true,
      initialSamplingPercentage: percent,
      captureOptions: [{ captureMode: 'Input' }, { captureMode: 'Output' }],
      destinationS3Uri: `s3://${bucket.bucketName}/${prefix.slice(0, -1)}`,
      kmsKeyId: bucket.encryptionKey?.keyArn,
      // What is not named here is written as base64, which is what pictures should be.
      captureContentTypeHeader: {
        csvContentTypes: ['text/csv'],
        jsonContentTypes: ['application/json', 'application/jsonlines'],
      },
    },
  };
}
