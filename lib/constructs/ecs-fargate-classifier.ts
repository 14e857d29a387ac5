import {
  type aws_cloudwatch as cloudwatch,
  Duration,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elbv2,
  type aws_iam as iam,
  aws_logs as logs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { routes } from '../contracts/http-api';
import { accessLogBucket, logRequests } from '../private/access-logs';
import type { ConnectionTimes } from '../private/connection-times';
import { inferenceProcesses, requireFargateSize } from '../private/fargate-size';
import { loadBalancerSubnets } from '../private/load-balancer-subnets';
import { privateSubnets } from '../private/private-subnets';
import { refuse, requireWithin, warn } from '../private/refusals';
import { configureServer } from '../private/server-configuration';
import { type ServerTaskOptions, serverTask } from '../private/server-task';
import { Access } from './access';
import type { EcsFargateClassifierProps } from './ecs-fargate-classifier-props';
import { InferenceImage } from './inference-image';
import { Network } from './network';
import { Scaling } from './scaling';
import { settingsOf } from './server-settings';

/** An HTTP service that answers a picture with its labels, on as many AWS Fargate tasks as the traffic needs. */
export class EcsFargateClassifier extends Construct implements ec2.IConnectable, iam.IGrantable {
  /** Where callers send pictures: `POST {url}/classify`. */
  public readonly url: string;
  /** Who may call: `connections.allowDefaultPortFrom(shop)` opens the classifier to a shop in the same network. */
  public readonly connections: ec2.Connections;
  /** The identity of the running server, for rights that an image of your own needs. */
  public readonly grantPrincipal: iam.IPrincipal;
  /** The cluster that runs the tasks. */
  public readonly cluster: ecs.ICluster;
  /** The service that keeps the tasks running. */
  public readonly service: ecs.FargateService;
  /** The number of tasks, for schedules and policies of your own. */
  public readonly taskCount: ecs.ScalableTaskCount;
  /** The load balancer in front of the tasks. */
  public readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  /** The tasks as the load balancer sees them. */
  public readonly targetGroup: elbv2.ApplicationTargetGroup;

  constructor(scope: Construct, id: string, props: EcsFargateClassifierProps = {}) {
    super(scope, id);
    const { access = Access.privateNetwork(), minTasks = 2, maxTasks = 20, scaling = Scaling.onCpu() } = props;
    const { cpu = 1024, memoryMiB = 2048, server = {} } = props;
    requireWithin(this, 'ecs-max-tasks', { name: 'maxTasks', value: maxTasks, min: 1, max: 100 });
    requireWithin(this, 'ecs-min-tasks', { name: 'minTasks', value: minTasks, min: 1, max: maxTasks });
    requireFargateSize(this, { cpu, memoryMiB });
    const { environment, times } = configureServer(this, {
      processes: inferenceProcesses(cpu),
      ...settingsOf(server),
    });

    this.cluster = this.chooseCluster(props);
    this.service = this.runTasks(props, { cpu, memoryMiB, environment }, times);
    this.taskCount = this.service.autoScaleTaskCount({ minCapacity: minTasks, maxCapacity: maxTasks });
    scaling._attach(this, this.taskCount);

    this.loadBalancer = this.balance(props, access, times);
    const listener = this.listen(access);
    this.targetGroup = this.addTasks(listener, times);
    this.url = `${access.certificate ? 'https' : 'http'}://${access.domainName ?? this.loadBalancer.loadBalancerDnsName}`;
    this.connections = listener.connections;
    this.grantPrincipal = this.service.taskDefinition.taskRole;
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

  private chooseCluster({ cluster, vpc, image }: EcsFargateClassifierProps): ecs.ICluster {
    if (cluster && vpc && cluster.vpc !== vpc) {
      refuse(this, 'ecs-cluster-and-vpc', 'vpc must be left out when cluster is given, got another vpc');
    }
    if (cluster) return cluster;
    if (!vpc && image?.needsInternet) {
      refuse(this, 'image-needs-internet', 'vpc must be given for an image from a registry, got none');
    }
    return new ecs.Cluster(this, 'Cluster', {
      vpc: vpc ?? new Network(this, 'Network').vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    });
  }

  private runTasks(
    props: EcsFargateClassifierProps,
    task: Pick<ServerTaskOptions, 'cpu' | 'memoryMiB' | 'environment'>,
    times: ConnectionTimes,
  ): ecs.FargateService {
    const { image = InferenceImage.bundled(), cpuArchitecture = ecs.CpuArchitecture.ARM64 } = props;
    const { logRetention = logs.RetentionDays.ONE_MONTH } = props;
    const taskDefinition = serverTask(this, {
      ...task,
      image: image._bind(this, cpuArchitecture),
      cpuArchitecture,
      logRetention,
      stopTimeout: Duration.seconds(times.stop),
    });
    const { vpc } = this.cluster;
    const tasks = new ec2.SecurityGroup(this, 'Tasks', {
      vpc,
      description: 'Tasks of an image classifier',
      allowAllOutbound: false,
    });
    tasks.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'Amazon ECR, Amazon S3 and CloudWatch Logs');
    // No desired count: a deployment in the busiest hour must not set the fleet back to its minimum.
    const service = new ecs.FargateService(this, 'Service', {
      cluster: this.cluster,
      taskDefinition,
      securityGroups: [tasks],
      vpcSubnets: { subnets: privateSubnets(this, vpc) },
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { rollback: true },
      availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
      healthCheckGracePeriod: Duration.minutes(2),
      enableECSManagedTags: true,
      propagateTags: ecs.PropagatedTagSource.SERVICE,
    });
    // A task that starts before its network is whole cannot load its image, and the circuit breaker would give up.
    service.node.addDependency(vpc);
    return service;
  }

  private balance(
    { accessLogs, deletionProtection = false }: EcsFargateClassifierProps,
    { isPublic }: Access,
    times: ConnectionTimes,
  ): elbv2.ApplicationLoadBalancer {
    const { vpc } = this.cluster;
    if (isPublic && vpc.publicSubnets.length === 0) {
      refuse(this, 'network-public-subnets', 'vpc must have public subnets for Access.internet(), got none');
    }
    const subnets = isPublic
      ? loadBalancerSubnets(this, 'public', vpc.publicSubnets)
      : loadBalancerSubnets(this, 'private', privateSubnets(this, vpc));
    const loadBalancer = new elbv2.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      internetFacing: isPublic,
      vpcSubnets: { subnets },
      dropInvalidHeaderFields: true,
      idleTimeout: Duration.seconds(times.idle),
      deletionProtection,
    });
    logRequests(loadBalancer, accessLogs ?? accessLogBucket(this));
    return loadBalancer;
  }

  private listen({ certificate, isPublic, allowFrom }: Access): elbv2.ApplicationListener {
    const open = isPublic && !allowFrom;
    const listener = this.loadBalancer.addListener('Listener', {
      open,
      ...(certificate
        ? { port: 443, certificates: [certificate], sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS }
        : { port: 80, protocol: elbv2.ApplicationProtocol.HTTP }),
    });
    const listeners = certificate ? [listener, this.loadBalancer.addRedirect({ open })] : [listener];
    for (const { connections } of listeners) {
      for (const peer of allowFrom ?? []) connections.allowDefaultPortFrom(peer);
    }
    if (isPublic && !certificate) warn(this, 'access-without-tls');
    return listener;
  }

  private addTasks(listener: elbv2.ApplicationListener, times: ConnectionTimes): elbv2.ApplicationTargetGroup {
    return listener.addTargets('Tasks', {
      protocol: elbv2.ApplicationProtocol.HTTP,
      targets: [this.service],
      deregistrationDelay: Duration.seconds(times.deregistration),
      // A picture costs far more than a connection, so the next one goes where the fewest are being worked on.
      loadBalancingAlgorithmType: elbv2.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      healthCheck: {
        path: routes.ready.path,
        interval: Duration.seconds(10),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
  }
}
