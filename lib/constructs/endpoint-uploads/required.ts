import type { Duration, aws_s3 as s3, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse, requireWithin } from '../../private/refusals';
import type { SageMakerEndpointClassifier } from '../sagemaker-endpoint-classifier';

export interface UploadWishes {
  readonly endpoint: SageMakerEndpointClassifier;
  readonly maxWait: Duration;
  readonly answerTimeout: Duration;
  readonly inputBucket?: s3.IBucket;
}

/** An endpoint that answers into a bucket, and how it does so. */
export interface AnsweringEndpoint {
  readonly answerBucket: s3.IBucket;
  readonly config: sagemaker.CfnEndpointConfig.AsyncInferenceConfigProperty;
}

/** Refuses what cannot work; says what is known of the endpoint. */
export function requireUploads(scope: Construct, wishes: UploadWishes): AnsweringEndpoint {
  const { endpoint, maxWait, answerTimeout, inputBucket } = wishes;
  const { answerBucket, endpointConfig } = endpoint;
  if (!answerBucket) {
    refuse(scope, 'uploads-endpoint', 'endpoint must have Hosting.asynchronous(), got one that answers its callers');
  }
  if (answerBucket === inputBucket) {
    refuse(scope, 'uploads-answer-bucket', 'inputBucket must not be the outputBucket of the endpoint, got the same');
  }
  const seconds = (duration: Duration) => duration.toSeconds({ integral: false });
  const limits = [
    { name: 'maxWait in seconds', value: seconds(maxWait), min: 60, max: 21_600 },
    { name: 'answerTimeout in seconds', value: seconds(answerTimeout), min: 1, max: 3600 },
  ];
  for (const limit of limits) requireWithin(scope, 'uploads-times', limit);
  const config = endpointConfig.asyncInferenceConfig as sagemaker.CfnEndpointConfig.AsyncInferenceConfigProperty;
  return { answerBucket, config };
}
