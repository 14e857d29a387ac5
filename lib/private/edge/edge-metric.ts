import { type aws_cloudfront as cloudfront, aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';

/** The region where Amazon CloudFront keeps all its metrics, whatever the region of the stack. */
export const edgeRegion = 'us-east-1';

const statistics = { Requests: 'Sum', '5xxErrorRate': 'Average' } as const;

/**
 * What Amazon CloudFront counts of one distribution. The metrics of the CDK lack the second dimension, and so find nothing
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html).
 */
export function edgeMetric(
  { distributionId }: cloudfront.IDistribution,
  metricName: keyof typeof statistics,
  label?: string,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/CloudFront',
    metricName,
    dimensionsMap: { DistributionId: distributionId, Region: 'Global' },
    statistic: statistics[metricName],
    period: Duration.minutes(1),
    region: edgeRegion,
    label,
  });
}
