import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { componentMetric, endpointMetric } from '../../private/sagemaker/endpoint-metric';
import type { WatchedEndpoint } from './watched';

/** What is measured of the requests of an endpoint: by inference component where it has some, else by variant. */
export function endpointRequests(
  { endpointName, variants, components = {} }: WatchedEndpoint,
  metricName: string,
  statistic: string,
): cloudwatch.Metric[] {
  const named = Object.entries(components);
  return named.length > 0
    ? named.map(([label, component]) => componentMetric(component, metricName, { statistic, label }))
    : variants.map((label) => endpointMetric(endpointName, metricName, { statistic, label }, label));
}
