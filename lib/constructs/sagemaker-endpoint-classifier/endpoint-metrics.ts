import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { endpointMetric } from '../../private/sagemaker/endpoint-metric';
import { serverMetric } from '../../private/tasks/server-metric';
import { mainVariant } from '../hosting/hosting-site';

/** What Amazon SageMaker counts of a variant, and what the servers count themselves. */
export class EndpointMetrics {
  constructor(private readonly endpointName: string) {}

  /** Every picture that a model has seen is measured once in this stage. */
  classified(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const shown = { statistic: 'SampleCount', label: 'Classified', ...options };
    return serverMetric(this.endpointName, 'stageSeconds', shown, { stage: 'infer' });
  }

  failed(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return serverMetric(this.endpointName, 'failures', { statistic: 'Sum', label: 'Failed', ...options });
  }

  responseTime(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return serverMetric(this.endpointName, 'requestSeconds', { statistic: 'p99', label: 'Response time', ...options });
  }

  /** As Amazon SageMaker publishes it, of one variant. */
  ofVariant(metricName: string, options: cloudwatch.MetricOptions, variant = mainVariant): cloudwatch.Metric {
    return endpointMetric(this.endpointName, metricName, options, variant);
  }
}
