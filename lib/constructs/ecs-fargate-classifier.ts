import {
  type aws_cloudfront as cloudfront,
  type aws_servicediscovery as cloudmap,
  type aws_cloudwatch as cloudwatch,
  type aws_ec2 as ec2,
  type aws_ecs as ecs,
  type aws_elasticloadbalancingv2 as elbv2,
  type aws_iam as iam,
  aws_logs as logs,
  Names,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { configureServer } from '../private/tasks/server-configuration';
import { Access } from './access';
import type { IClassifier } from './classifier';
import { Compute } from './compute';
import { Containers } from './containers';
import { admit } from './ecs-fargate-classifier/callers';
import { memoryWithoutProxy, requireService } from './ecs-fargate-classifier/required';
import { ServiceMetrics } from './ecs-fargate-classifier/service-metrics';
import { serviceNeeds } from './ecs-fargate-classifier/service-needs';
import type { EcsFargateClassifierProps } from './ecs-fargate-classifier-props';
import { InferenceImage } from './inference-image';
import type { WatchedService } from './monitoring/watched';
import { Release } from './release';
import { Scaling } from './scaling';
import { prepareFor, requirePeaks } from './scaling/peaks';
import { settingsOf } from './server-settings';
import { besideServer } from './sidecar/beside-server';

/** An HTTP service that answers a picture with its labels, on as many tasks of Amazon ECS as the traffic needs. */
export class EcsFargateClassifier extends Construct implements IClassifier {
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
  /** The load balancer in front of the tasks; none with `Access.serviceConnect()` and `Access.serviceDiscovery()`. */
  public readonly loadBalancer?: elbv2.ApplicationLoadBalancer;
  /** Where the load balancer takes requests. */
  public readonly listener?: elbv2.ApplicationListener;
  /** The tasks as the load balancer sees them. */
  public readonly targetGroup?: elbv2.ApplicationTargetGroup;
  /** What callers see instead of the load balancer, with `Access.cloudFront()`. */
  public readonly distribution?: cloudfront.Distribution;
  /** Where callers without a load balancer find the tasks. */
  public readonly namespace?: cloudmap.INamespace;
  /**
   * What a monitoring must know.
   * @internal
   */
  public readonly _watched: WatchedService;
  private readonly metrics: ServiceMetrics;
  private readonly access: Access;

  constructor(scope: Construct, id: string, props: EcsFargateClassifierProps = {}) {
    super(scope, id);
    const { compute = Compute.fargate(), access = Access.privateNetwork(), schedules = [] } = props;
    const { scaling = Scaling.onConcurrency().withSpikeGuard() } = props;
    const { minTasks = 2, maxTasks = 20, logRetention = logs.RetentionDays.ONE_MONTH, server = {} } = props;
    const { vpc, image = InferenceImage.bundled(), containers = Containers.singleModel() } = props;
    const { release = Release.rolling(), exec = false, sidecars = [] } = props;
    requireService(this, access, { ...props, minTasks, maxTasks });
    requirePeaks(this, schedules, { min: minTasks, max: maxTasks });
    const name = Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    const memoryMiB = memoryWithoutProxy(this, access, compute._memoryMiB);
    const beside = besideServer(this, sidecars, { cpu: compute._cpu, memoryMiB });
    const models = containers._bind(this, beside.room({ ...compute._room, memoryMiB }));
    const chosen = {
      ...compute._settings,
      ...settingsOf(server),
      readinessGraceSeconds: access._way.graceSeconds || undefined,
      serviceName: name,
      cloudWatchSeconds: scaling._metricSeconds,
      ...models.settings,
      ...beside.settings,
    };
    const { environment, times, settings } = configureServer(this, chosen, models.places);

    const needs = serviceNeeds({
      image,
      vpc,
      environment,
      modelCache: models.fetches,
      times,
      logRetention,
      maxTasks,
      way: access._way,
      apiKeys: access.apiKeys,
      exec,
      name,
      beside,
    });
    ({
      cluster: this.cluster,
      taskDefinition: this.taskDefinition,
      service: this.service,
    } = compute._bind(this, needs));
    beside.join(this.taskDefinition, { service: name, logRetention });
    // No desired count: a deployment in the busiest hour must not set the fleet back to its minimum.
    this.taskCount = this.service.autoScaleTaskCount({ minCapacity: minTasks, maxCapacity: maxTasks });
    prepareFor(schedules, this.taskCount, minTasks);

    const { cluster, service } = this;
    const { accessLogs, deletionProtection } = props;
    const entrance = access._way.open(this, {
      cluster,
      service,
      times,
      name,
      logRetention,
      accessLogs,
      deletionProtection,
    });
    ({ url: this.url, connections: this.connections, namespace: this.namespace } = entrance);
    ({ loadBalancer: this.loadBalancer, listener: this.listener, targetGroup: this.targetGroup } = entrance);
    this.distribution = entrance.distribution;
    const { loadBalancer, targetGroup } = entrance;
    scaling._attach({
      scope: this,
      service,
      serviceName: name,
      settings,
      tasks: this.taskCount,
      minTasks,
      maxTasks,
      targetGroupLabel:
        loadBalancer && targetGroup && `${loadBalancer.loadBalancerFullName}/${targetGroup.targetGroupFullName}`,
    });
    this.grantPrincipal = this.taskDefinition.taskRole;
    models.allowModels(this.taskDefinition.taskRole);
    this.metrics = new ServiceMetrics(this, name, entrance);
    this.access = access;
    const { distribution } = entrance;
    this._watched = {
      serviceName: name,
      service,
      loadBalancer,
      distribution,
      maxTasks,
      seconds: scaling._metricSeconds,
    };
    release._apply(this, {
      service,
      entrance: entrance.traffic,
      metrics: this.metrics,
      access,
      vpc: cluster.vpc,
      name,
      logRetention,
      requestSeconds: times.deregistration,
      demoModel: image._bundled && !models.fetches,
      scalesOnGroup: scaling._followsGroup,
    });
  }

  /** Opens the network to whoever has a place in it; the service itself asks for no right. */
  public grantSubmit(grantee: iam.IGrantable): iam.Grant {
    return admit(this.connections, this.access, grantee);
  }

  /** Pictures that were classified. */
  public metricClassified(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.classified(options);
  }

  /** Requests that were answered with a failure, the caller's or the server's. */
  public metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.failed(options);
  }

  /** The same as `metricResponseTime()`. */
  public metricLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.responseTime(options);
  }

  /** Pictures and everything else that was asked of the tasks. */
  public metricRequests(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.requests(options);
  }

  /** The seconds a task took to answer; of 100 requests the second slowest, unless you ask for another statistic. */
  public metricResponseTime(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.responseTime(options);
  }

  /** Requests that a task answered with 5xx: overload (503), deadlines (504) and faults; without a load balancer, faults alone. */
  public metricServerErrors(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.serverErrors(options);
  }

  /** Requests that the load balancer answered itself with 5xx, because no task did; without one, this is refused. */
  public metricUnanswered(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metrics.unanswered(options);
  }

  /** The CPU in use, in percent of what the tasks have: what `Scaling.onCpu()` looks at. */
  public metricCpuUtilization(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.service.metricCpuUtilization({ label: 'CPU', ...options });
  }
}
