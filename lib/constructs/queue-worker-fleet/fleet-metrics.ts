import { aws_cloudwatch as cloudwatch, Duration, type aws_ecs as ecs, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { MetricName } from '../../contracts/telemetry';
import { serverMetric } from '../../private/server-metric';

const period = Duration.minutes(1);

/** The numbers that scaling, alarms and dashboards are made of. */
export class FleetMetrics {
  /** What scaling looks at; every minute, and free of charge. */
  readonly parts: Readonly<Record<'visible' | 'inflight' | 'empty' | 'running', cloudwatch.Metric>>;

  /** @param serviceName what the workers call themselves in the metrics they write */
  constructor(
    private readonly jobQueue: sqs.IQueue,
    service: ecs.BaseService,
    private readonly serviceName: string,
  ) {
    this.parts = {
      visible: jobQueue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum', label: 'Waiting' }),
      inflight: jobQueue.metricApproximateNumberOfMessagesNotVisible({
        period,
        statistic: 'Maximum',
        label: 'In work',
      }),
      // Workers that find nothing ask again, so this tells of idle workers, and of none.
      empty: jobQueue.metricNumberOfEmptyReceives({ period, statistic: 'Sum', label: 'Asked in vain' }),
      // Each running task reports its CPU once a minute, so the number of reports is the number of tasks.
      running: service.metricCpuUtilization({ period, statistic: 'SampleCount', label: 'Running workers' }),
    };
  }

  /** Jobs that are done with, classified or failed, per minute. */
  get deleted(): cloudwatch.Metric {
    return this.jobQueue.metricNumberOfMessagesDeleted({ period, statistic: 'Sum', label: 'Done' });
  }

  /** The age of the oldest job that was received less than three times. */
  get oldest(): cloudwatch.Metric {
    return this.jobQueue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' });
  }

  /** What the workers themselves count. */
  own(name: MetricName, options: cloudwatch.MetricOptions, dimensions: Record<string, string> = {}): cloudwatch.Metric {
    return serverMetric(this.serviceName, name, options, dimensions);
  }

  /** Pictures that ended so: `classified` or `failed`. */
  outcome(outcome: 'classified' | 'failed', options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.own('jobs', { statistic: 'Sum', label: outcome, ...options }, { outcome });
  }

  /** Metric math over these numbers. */
  math(
    expression: string,
    usingMetrics: Record<string, cloudwatch.IMetric> = this.used(expression),
  ): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({ expression, usingMetrics, period });
  }

  /** Those that an expression names. */
  used(expression: string): Record<string, cloudwatch.Metric> {
    return Object.fromEntries(Object.entries(this.parts).filter(([id]) => expression.includes(id)));
  }
}
