import { aws_cloudwatch as cloudwatch, Duration, aws_ecs as ecs, Stack } from 'aws-cdk-lib';

/** What CloudWatch Container Insights tell of the tasks of a service, and nothing else does. */
export interface TaskCounts {
  readonly wanted: cloudwatch.Metric;
  readonly running: cloudwatch.Metric;
  /** Tasks that wait for an instance, an image or an address. */
  readonly pending: cloudwatch.Metric;
  /** How often containers were started again inside their task, as sidecars are. */
  readonly restarts: cloudwatch.Metric;
}

/**
 * Nothing where the cluster has no Container Insights, or where the app does not say.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
 */
export function taskCounts(service: ecs.BaseService): TaskCounts | undefined {
  if (!hasInsights(service.cluster)) return undefined;
  const metric = (metricName: string, label: string, statistic = 'Average') =>
    new cloudwatch.Metric({
      namespace: 'ECS/ContainerInsights',
      metricName,
      label,
      statistic,
      period: Duration.minutes(1),
      dimensionsMap: { ClusterName: service.cluster.clusterName, ServiceName: service.serviceName },
    }).attachTo(service);
  return {
    wanted: metric('DesiredTaskCount', 'Wanted'),
    running: metric('RunningTaskCount', 'Running'),
    pending: metric('PendingTaskCount', 'Pending'),
    restarts: metric('RestartCount', 'Restarts', 'Sum'),
  };
}

function hasInsights(cluster: ecs.ICluster): boolean {
  const { defaultChild } = cluster.node;
  if (!(defaultChild instanceof ecs.CfnCluster)) return false;
  const settings: ecs.CfnCluster.ClusterSettingsProperty[] = Stack.of(cluster).resolve(
    defaultChild.clusterSettings ?? [],
  );
  return settings.some(({ name, value }) => name === 'containerInsights' && value !== 'disabled');
}
