import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { endpointMetric } from '../../private/sagemaker/endpoint-metric';
import { endpointRequests } from './endpoint-requests';
import { graphs, heading, type Row } from './rows';
import type { WatchedEndpoint } from './watched';

/** Traffic, latency, errors and instances of an endpoint of Amazon SageMaker, by variant or component. */
export function endpointRows(endpoint: WatchedEndpoint): Row[] {
  const { endpointName, variants, asynchronous } = endpoint;
  const own = (metricName: string, statistic: string) => endpointRequests(endpoint, metricName, statistic);
  const whole = (metricName: string, label: string) =>
    endpointMetric(endpointName, metricName, { statistic: 'Maximum', label });
  const instances = (metricName: string) =>
    variants.map(
      (label) =>
        new cloudwatch.Metric({
          namespace: '/aws/sagemaker/Endpoints',
          metricName,
          statistic: 'Average',
          label,
          dimensionsMap: { EndpointName: endpointName, VariantName: label },
        }),
    );
  return [
    heading('Traffic and latency'),
    asynchronous
      ? graphs(
          [
            'Requests that wait',
            [whole('ApproximateBacklogSize', 'All'), whole('ApproximateBacklogSizePerInstance', 'Each')],
          ],
          ['Age of the oldest (s)', [whole('ApproximateAgeOfOldestRequest', 'Oldest')]],
          ['Microseconds in the model', own('ModelLatency', 'Average')],
        )
      : graphs(
          ['Requests per minute', own('Invocations', 'Sum')],
          ['Microseconds in the model, 99 of 100', own('ModelLatency', 'p99')],
          ['Microseconds around it', own('OverheadLatency', 'Average')],
        ),
    heading('Errors'),
    graphs(
      ['Answered with 5xx', own('Invocation5XXErrors', 'Sum')],
      ['Answered with 4xx', own('Invocation4XXErrors', 'Sum')],
    ),
    heading('Instances'),
    graphs(['CPU: 100 for each vCPU', instances('CPUUtilization')], ['Memory (%)', instances('MemoryUtilization')]),
  ];
}
