import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { cloudWatchName, type MetricName, metricNamespace } from '../../contracts/telemetry';

/**
 * What the servers of one service tell of themselves.
 *
 * @param service what they call themselves
 */
export function serverMetric(
  service: string,
  name: MetricName,
  options: cloudwatch.MetricOptions,
  dimensions: Record<string, string> = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: metricNamespace,
    metricName: cloudWatchName(name),
    dimensionsMap: { service, ...dimensions },
    period: Duration.minutes(1),
    ...options,
  });
}

/** Name and place of a metric, in the words of a scaling policy, which takes no metric of the CDK. */
export function metricParts({ namespace, metricName, dimensions = {} }: cloudwatch.Metric) {
  return {
    namespace,
    metricName,
    dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value: String(value) })),
  };
}
