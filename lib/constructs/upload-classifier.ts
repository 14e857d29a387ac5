import type { aws_s3 as s3, aws_sqs as sqs } from 'aws-cdk-lib';
import type { IClassifier } from './classifier';
import type { UploadGrants } from './upload-classifier/upload-grants';
import type { WebFacts } from './upload-classifier/web-facts';

/** What classifies pictures that are uploaded to a bucket, whatever it does so with: a web tier needs nothing else. */
export interface IUploadClassifier extends IClassifier {
  /** Upload pictures here. */
  readonly inputBucket: s3.IBucket;
  /** Every picture's result, under its own key. */
  readonly resultBucket: s3.IBucket;
  /** One message per picture that waits or is in work. */
  readonly jobQueue: sqs.Queue;
  /** Jobs that failed although their picture may be good, for a redrive after a fix. */
  readonly parkedQueue: sqs.Queue;
  /** Announces every result. */
  readonly resultQueue: sqs.Queue;
  /** What others may do. */
  readonly grants: UploadGrants;
  /**
   * What a web tier must know.
   * @internal
   */
  readonly _web: WebFacts;
}
