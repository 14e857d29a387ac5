import { aws_cloudwatch as cloudwatch, Duration, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { MetricName } from '../../contracts/telemetry';
import { serverMetric } from '../../private/tasks/server-metric';

const period = Duration.minutes(1);

/** What a job queue tells, and what those count who work it off. */
export class JobMetrics {
  /** Pictures that wait; every minute, and free of charge. */
  readonly visible: cloudwatch.Metric;
  /** Pictures that somebody has in hands. */
  readonly inflight: cloudwatch.Metric;

  /** @param serviceName what those call themselves who write metrics about jobs */
  constructor(
    protected readonly jobQueue: sqs.IQueue,
    private readonly serviceName: string,
  ) {
    const options = { period, statistic: 'Maximum' };
    this.visible = jobQueue.metricApproximateNumberOfMessagesVisible({ ...options, label: 'Waiting' });
    this.inflight = jobQueue.metricApproximateNumberOfMessagesNotVisible({ ...options, label: 'In work' });
  }

  /** Jobs that are done with, classified or failed, per minute. */
  get deleted(): cloudwatch.Metric {
    return this.jobQueue.metricNumberOfMessagesDeleted({ period, statistic: 'Sum', label: 'Done' });
  }

  /** The age of the oldest job that was received less than three times. */
  get oldest(): cloudwatch.Metric {
    return this.jobQueue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' });
  }

  /** What those count who work jobs off. */
  own(name: MetricName, options: cloudwatch.MetricOptions, dimensions: Record<string, string> = {}): cloudwatch.Metric {
    return serverMetric(this.serviceName, name, options, dimensions);
  }

  /** Pictures that ended so: `classified` or `failed`. */
  outcome(outcome: 'classified' | 'failed', options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.own('jobs', { statistic: 'Sum', label: outcome, ...options }, { outcome });
  }

  /** From the sending of a job to its result; of 100 pictures the second slowest. */
  secondsToResult(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.own('jobSeconds', { statistic: 'p99', label: 'Seconds to result (p99)', ...options });
  }

  /** The share of the pictures that fail, in percent. */
  get failing(): cloudwatch.MathExpression {
    return this.math('100 * failed / (failed + FILL(classified, 0))', {
      failed: this.outcome('failed'),
      classified: this.outcome('classified'),
    });
  }

  protected math(expression: string, usingMetrics: Record<string, cloudwatch.IMetric>): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({ expression, usingMetrics, period });
  }
}
