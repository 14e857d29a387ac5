import type { aws_logs as logs } from 'aws-cdk-lib';
import { defaultPort, routes } from '../../contracts/http-api';
import { allowLines } from '../../private/exact-rights';
import type { CloudWatchAgentOptions } from '../sidecar-props';
import type { SidecarPlan } from './plan';
import { publicImage } from './public-images';

/** What the scraped metrics are called together; it chooses what becomes a metric of CloudWatch. */
const job = 'image-classifier';

/**
 * The CloudWatch agent, which asks the server for its metrics and writes them into the log of the sidecars.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-Prometheus-Setup-configure-ECS.html
 */
export function cloudWatchAgent(options: CloudWatchAgentOptions): SidecarPlan {
  const {
    image = publicImage('cloudWatchAgent'),
    cpu = 64,
    memoryMiB = 256,
    namespace = 'ImageClassifierServer',
  } = options;
  const { metrics = ['^image_classifier_'] } = options;
  return {
    name: 'cloudwatch-agent',
    image,
    cpu,
    memoryMiB,
    essential: false,
    readsMetrics: true,
    startsAfter: [],
    ports: [],
    // The agent writes its configuration beside its programs; https://github.com/aws/amazon-cloudwatch-agent/issues/276
    container: { user: '0', readonlyRootFilesystem: false },
    environment: (log, service) => ({
      CW_CONFIG_CONTENT: log.stack.toJsonString(written(log, namespace, metrics)),
      PROMETHEUS_CONFIG_CONTENT: JSON.stringify(scraped(service)),
    }),
    calls: [],
    rights: (task, log) => {
      allowLines(task, log);
    },
  };
}

function written(log: logs.ILogGroup, namespace: string, metrics: string[]): object {
  const declaration = {
    source_labels: ['job'],
    label_matcher: `^${job}$`,
    dimensions: [['service']],
    metric_selectors: metrics,
  };
  const prometheus = {
    prometheus_config_path: 'env:PROMETHEUS_CONFIG_CONTENT',
    log_group_name: log.logGroupName,
    emf_processor: { metric_namespace: namespace, metric_declaration: [declaration] },
  };
  return { logs: { metrics_collected: { prometheus }, force_flush_interval: 5 } };
}

/** The configuration of Prometheus is YAML, of which JSON is a part. */
function scraped(service: string): object {
  const target = { targets: [`localhost:${defaultPort}`], labels: { service } };
  return {
    global: { scrape_interval: '1m', scrape_timeout: '10s' },
    scrape_configs: [{ job_name: job, metrics_path: routes.metrics.path, static_configs: [target] }],
  };
}
