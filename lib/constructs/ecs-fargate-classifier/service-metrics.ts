import { type aws_cloudwatch as cloudwatch, aws_elasticloadbalancingv2 as elbv2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import { serverMetric } from '../../private/tasks/server-metric';
import type { Entrance } from './entrance';

/**
 * What a load balancer counts, and what the servers count themselves. The load balancer is asked as a whole: with most releases
 * two groups of tasks take turns behind it, and after every second one the metrics of one group say nothing.
 */
export class ServiceMetrics {
  constructor(
    private readonly scope: Construct,
    private readonly service: string,
    private readonly entrance: Entrance,
  ) {}

  requests(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const shown = { label: 'Requests', ...options };
    const { loadBalancer } = this.entrance;
    return (
      loadBalancer?.metrics.requestCount(shown) ??
      serverMetric(this.service, 'requests', { statistic: 'Sum', ...shown })
    );
  }

  responseTime(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const shown = { label: 'Response time', statistic: 'p99', ...options };
    return (
      this.entrance.loadBalancer?.metrics.targetResponseTime(shown) ??
      serverMetric(this.service, 'requestSeconds', shown)
    );
  }

  serverErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const shown = { label: 'Server errors', ...options };
    const { TARGET_5XX_COUNT } = elbv2.HttpCodeTarget;
    return (
      this.entrance.loadBalancer?.metrics.httpCodeTarget(TARGET_5XX_COUNT, shown) ??
      serverMetric(this.service, 'faults', { statistic: 'Sum', ...shown })
    );
  }

  unanswered(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const { loadBalancer } = this.entrance;
    if (!loadBalancer) {
      return refuse(
        this.scope,
        'access-load-balancer',
        'metricUnanswered() must have a load balancer that counts, got none',
      );
    }
    return loadBalancer.metrics.httpCodeElb(elbv2.HttpCodeElb.ELB_5XX_COUNT, { label: 'Unanswered', ...options });
  }

  /** Every picture that a model has seen is measured once in this stage. */
  classified(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const shown = { statistic: 'SampleCount', label: 'Classified', ...options };
    return serverMetric(this.service, 'stageSeconds', shown, { stage: 'infer' });
  }

  failed(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return serverMetric(this.service, 'failures', { statistic: 'Sum', label: 'Failed', ...options });
  }
}
