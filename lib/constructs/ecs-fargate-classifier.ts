import {
  type aws_cloudwatch as cloudwatch,
  type aws_ec2 as ec2,
  type aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elbv2,
  type aws_iam as iam,
  aws_logs as logs,
  Names,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inferenceProcesses } from '../private/fargate-size';
import { requireWithin } from '../private/refusals';
import { configureServer } from '../private/server-configuration';
import { Access } from './access';
import { Compute } from './compute';
import { loadBalance } from './ecs-fargate-classifier/load-balancer';
import { serviceNeeds } from './ecs-fargate-classifier/service-needs';
import type { EcsFargateClassifierProps } from './ecs-fargate-classifier-props';
import { InferenceImage } from './inference-image';
import { Scaling } from './scaling';
import { settingsOf } from './server-settings';

/** An HTTP service that answers a picture with its labels, on as many tasks of Amazon ECS as the traffic needs. */
export class EcsFargateClassifier extends Construct implements ec2.IConnectable, iam.IGrantable {
  /** Where callers send pictures: `POST {url}/classify`. */
  public readonly url: string;
  /** Who may call: `connections.allowDefaultPortFrom(shop)` opens the classifier to a shop in the same network. */
  public readonly connections: ec2.Connections;
  /** The identity of the running server, for rights that an image of your own needs. */
  public readonly grantPrincipal: iam.IPrincipal;
  /** The cluster that runs the tasks. */
  public readonly cluster: ecs.ICluster;
  /** What a task is. */
  public readonly taskDefinition: ecs.TaskDefinition;
  /** The service that keeps the tasks running. */
  public readonly service: ecs.BaseService;
  /** The number of tasks, for schedules and policies of your own. */
  public readonly taskCount: ecs.ScalableTaskCount;
  /** The load balancer in front of the tasks. */
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  /** The tasks as the load balancer sees them. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;

  constructor(scope: Construct, id: string, props: EcsFargateClassifierProps = {}) {
    super(scope, id);
    const { compute = Compute.fargate(), access = Access.privateNetwork(), scaling = Scaling.onCpu() } = props;
    const { minTasks = 2, maxTasks = 20, logRetention = logs.RetentionDays.ONE_MONTH, server = {} } = props;
    const { vpc, image = InferenceImage.bundled() } = props;
    requireWithin(this, 'ecs-max-tasks', { name: 'maxTasks', value: maxTasks, min: 1, max: 100 });
    requireWithin(this, 'ecs-min-tasks', { name: 'minTasks', value: minTasks, min: 1, max: maxTasks });
    const name = Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    const { environment, times } = configureServer(this, {
      processes: inferenceProcesses(compute._cpu),
      ...settingsOf(server),
      serviceName: name,
      cloudWatchSeconds: 60,
    });

    const needs = serviceNeeds({ image, vpc, environment, times, logRetention, maxTasks, name });
    ({
      cluster: this.cluster,
      taskDefinition: this.taskDefinition,
      service: this.service,
    } = compute._bind(this, needs));
    // No desired count: a deployment in the busiest hour must not set the fleet back to its minimum.
    this.taskCount = this.service.autoScaleTaskCount({ minCapacity: minTasks, maxCapacity: maxTasks });
    scaling._attach(this, this.taskCount);

    const { cluster, service } = this;
    const { accessLogs, deletionProtection } = props;
    const entrance = loadBalance(this, { vpc: cluster.vpc, service, access, times, accessLogs, deletionProtection });
    ({ loadBalancer: this.loadBalancer, targetGroup: this.targetGroup, url: this.url } = entrance);
    this.connections = entrance.listener.connections;
    this.grantPrincipal = this.taskDefinition.taskRole;
  }

  /** Pictures and everything else that was asked of the tasks. */
  public metricRequests(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.targetGroup.metrics.requestCount({ label: 'Requests', ...options });
  }

  /** The seconds a task took to answer; of 100 requests the second slowest, unless you ask for another statistic. */
  public metricResponseTime(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.targetGroup.metrics.targetResponseTime({ label: 'Response time', statistic: 'p99', ...options });
  }

  /** Requests that a task answered with 5xx: overload (503), deadlines (504) and faults. */
  public metricServerErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const { TARGET_5XX_COUNT } = elbv2.HttpCodeTarget;
    return this.targetGroup.metrics.httpCodeTarget(TARGET_5XX_COUNT, { label: 'Server errors', ...options });
  }

  /** Requests that the load balancer answered itself with 5xx, because no task did. */
  public metricUnanswered(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const { ELB_5XX_COUNT } = elbv2.HttpCodeElb;
    return this.loadBalancer.metrics.httpCodeElb(ELB_5XX_COUNT, { label: 'Unanswered', ...options });
  }

  /** The CPU in use, in percent of what the tasks have: what `Scaling.onCpu()` looks at. */
  public metricCpuUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.service.metricCpuUtilization({ label: 'CPU', ...options });
  }
}
