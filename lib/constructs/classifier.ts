import type { aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * What code can rely on, whichever pattern classifies: where pictures go, who may send them, and how it goes.
 *
 * A stack that names nothing else can change the pattern by changing the class.
 */
export interface IClassifier extends IConstruct, ec2.IConnectable, iam.IGrantable {
  /** Where pictures are sent: `https://...` or `http://...` for `POST {url}/classify`, or `s3://...` for uploads. */
  readonly url: string;

  /**
   * Lets somebody send pictures: the right to upload them, or a way through the network to the service, which asks for no right.
   *
   * @param grantee whoever sends, such as a function; a bare role has no place in a network, so there `connections` is for you to
   *   open
   */
  grantSubmit(grantee: iam.IGrantable): iam.Grant;

  /**
   * Pictures that were classified.
   *
   * @default - the sum per minute
   */
  metricClassified(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Pictures, or requests, that were answered with a failure.
   *
   * @default - the sum per minute
   */
  metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * The seconds until the answer, or until the result.
   *
   * @default - of 100 the second slowest
   */
  metricLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
