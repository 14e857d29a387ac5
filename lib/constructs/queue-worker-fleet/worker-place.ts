import { Duration, aws_ec2 as ec2, aws_ecs as ecs, type aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { defaultPort, routes } from '../../contracts/http-api';
import { requireWithin } from '../../private/refusals';
import type { ServerOptions } from '../../private/server-task';
import type { SpotMix } from '../compute';
import type { InferenceImage } from '../inference-image';
import { Network } from '../network';

/** What a fleet asks of whatever its workers run on. */
export interface WorkerNeeds {
  readonly image: InferenceImage;
  readonly environment: Record<string, string>;
  readonly logRetention: logs.RetentionDays;
  readonly vpc?: ec2.IVpc;
  readonly maxWorkers: number;
  /** The name of the fleet, as a tag of everything that works for it. */
  readonly fleet: string;
}

/** The tag by which a task or an instance of a fleet is known. */
export const fleetTag = 'image-classifier:fleet';

/** Where the workers run. */
export interface WorkerPlace {
  readonly cluster: ecs.ICluster;
  readonly taskDefinition: ecs.TaskDefinition;
  readonly service: ecs.BaseService;
}

/** The longest time that Fargate, and a Spot interruption, leave between SIGTERM and SIGKILL. */
export const stopSeconds = 120;
/** What of it the worker may spend on its last pictures; the rest is for saying goodbye. */
export const drainSeconds = stopSeconds - 20;

/** Where no load balancer asks, the task looks after itself: a loop that no longer turns makes its task be replaced. */
const healthCheck: ecs.HealthCheck = {
  command: [
    'CMD',
    'node',
    '-e',
    `fetch('http://127.0.0.1:${defaultPort}${routes.ping.path}').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`,
  ],
  interval: Duration.seconds(30),
  timeout: Duration.seconds(10),
  retries: 3,
  // The model is made ready for this processor first.
  startPeriod: Duration.seconds(120),
};

/** The container of a worker. */
export function workerOptions(
  { environment, logRetention }: WorkerNeeds,
  image: ecs.ContainerImage,
  size: { readonly cpu: number; readonly memoryMiB: number; readonly gpus?: number },
): ServerOptions {
  return {
    image,
    environment,
    logRetention,
    cpu: size.cpu,
    memoryMiB: size.memoryMiB,
    gpuCount: size.gpus || undefined,
    command: ['work'],
    stopTimeout: Duration.seconds(stopSeconds),
    healthCheck,
  };
}

/** A release stops the old workers before it starts new ones: never more than the most run, and jobs wait meanwhile. */
export const serviceDefaults = {
  minHealthyPercent: 0,
  maxHealthyPercent: 100,
  // It would need more workers than the most for a moment.
  availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.DISABLED,
  circuitBreaker: { rollback: true },
  enableECSManagedTags: true,
  propagateTags: ecs.PropagatedTagSource.SERVICE,
} as const;

/** Workers call AWS and are called by nobody. */
export function workerGroup(scope: Construct, vpc: ec2.IVpc): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'Workers', {
    vpc,
    description: 'Workers of an image classifier',
    allowAllOutbound: false,
  });
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'Amazon S3, SQS, ECR and CloudWatch Logs');
  return group;
}

/** A network of the fleet's own, with private ways to the services that workers call. */
export function ownNetwork(scope: Construct, ...more: ec2.InterfaceVpcEndpointAwsService[]): ec2.IVpc {
  const network = new Network(scope, 'Network');
  for (const service of [ec2.InterfaceVpcEndpointAwsService.SQS, ...more]) network.connectTo(service);
  return network.vpc;
}

/** How many on demand and what share of Spot. */
export function spotMix(scope: Construct, { onDemandBase = 1, spotPercent = 75 }: SpotMix): Required<SpotMix> {
  requireWithin(scope, 'compute-on-demand-base', { name: 'onDemandBase', value: onDemandBase, min: 0, max: 100 });
  requireWithin(scope, 'compute-spot-percent', { name: 'spotPercent', value: spotPercent, min: 0, max: 100 });
  return { onDemandBase, spotPercent };
}
