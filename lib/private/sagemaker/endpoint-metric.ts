import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';

/**
 * What Amazon SageMaker measures of an endpoint, or of one of its variants.
 *
 * @param variant left out: what is measured of the endpoint as a whole, such as what waits for an asynchronous one
 */
export function endpointMetric(
  endpointName: string,
  metricName: string,
  options: cloudwatch.MetricOptions = {},
  variant?: string,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/SageMaker',
    metricName,
    dimensionsMap: { EndpointName: endpointName, ...(variant !== undefined && { VariantName: variant }) },
    period: Duration.minutes(1),
    ...options,
  });
}

/** What Amazon SageMaker measures of the requests to an inference component. */
export function componentMetric(
  component: string,
  metricName: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/SageMaker',
    metricName,
    dimensionsMap: { InferenceComponentName: component },
    period: Duration.minutes(1),
    ...options,
  });
}
