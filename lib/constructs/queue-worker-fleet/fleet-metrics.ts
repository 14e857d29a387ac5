import type { aws_cloudwatch as cloudwatch, aws_ecs as ecs, aws_sqs as sqs } from 'aws-cdk-lib';
import { Duration } from 'aws-cdk-lib';
import { JobMetrics } from '../upload-classifier/job-metrics';

const period = Duration.minutes(1);

/** The numbers that scaling, alarms and dashboards are made of. */
export class FleetMetrics extends JobMetrics {
  /** What scaling looks at; every minute, and free of charge. */
  readonly parts: Readonly<Record<'visible' | 'inflight' | 'empty' | 'running', cloudwatch.Metric>>;

  /** @param serviceName what the workers call themselves in the metrics they write */
  constructor(jobQueue: sqs.IQueue, service: ecs.BaseService, serviceName: string) {
    super(jobQueue, serviceName);
    this.parts = {
      visible: this.visible,
      inflight: this.inflight,
      // Workers that find nothing ask again, so this tells of idle workers, and of none.
      empty: jobQueue.metricNumberOfEmptyReceives({ period, statistic: 'Sum', label: 'Asked in vain' }),
      // Each running task reports its CPU once a minute, so the number of reports is the number of tasks.
      running: service.metricCpuUtilization({ period, statistic: 'SampleCount', label: 'Running workers' }),
    };
  }

  /** Metric math over these numbers. */
  override math(
    expression: string,
    usingMetrics: Record<string, cloudwatch.IMetric> = this.used(expression),
  ): cloudwatch.MathExpression {
    return super.math(expression, usingMetrics);
  }

  /** Those that an expression names. */
  used(expression: string): Record<string, cloudwatch.Metric> {
    return Object.fromEntries(Object.entries(this.parts).filter(([id]) => expression.includes(id)));
  }
}
