import type { Duration } from 'aws-cdk-lib';
import type { SageMakerEndpointClassifier } from './sagemaker-endpoint-classifier';
import type { UploadClassifierProps } from './upload-classifier-props';

/** What can be chosen for uploads that an endpoint classifies. */
export interface EndpointUploadsProps extends UploadClassifierProps {
  /** Classifies: an endpoint with `Hosting.asynchronous()`. */
  readonly endpoint: SageMakerEndpointClassifier;

  /**
   * How long a picture may wait for an instance before that counts as a try: 1 minute to 6 hours.
   *
   * @default Duration.hours(6)
   */
  readonly maxWait?: Duration;

  /**
   * How long one answer may take before that counts as a try: 1 second to 1 hour.
   *
   * @default Duration.minutes(1)
   */
  readonly answerTimeout?: Duration;
}
