import { aws_ec2 as ec2, type aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { privateSubnets } from '../../private/private-subnets';
import { refuse } from '../../private/refusals';
import type { ServerOptions } from '../../private/tasks/server-task';
import type { InferenceImage } from '../inference-image';
import { Network } from '../network';

/** What a pattern asks of whatever its tasks run on. */
export interface PlaceNeeds {
  readonly image: InferenceImage;
  readonly vpc?: ec2.IVpc;
  /** Sidecars whose image comes from the internet. */
  readonly fromInternet?: string[];
  /** The container of the server, but for what the place decides: its image and its size. */
  readonly server: Omit<ServerOptions, 'image' | 'cpu' | 'memoryMiB' | 'gpuCount' | 'exec'>;
  /** How the service deals with its tasks. */
  readonly service: ServiceRules;
  /** What the tasks are in this pattern, such as `Workers`, and the services they call. */
  readonly group: { readonly id: string; readonly description: string; readonly calls: string };
  /** Services of AWS that a network of the pattern's own must lead to, besides those that any task needs. */
  readonly endpoints: ec2.InterfaceVpcEndpointAwsService[];
  /** Whether a cluster of the pattern's own counts what its containers use, for a price. */
  readonly insights: ecs.ContainerInsights;
  /** Whether people may run commands in the container of the server. */
  readonly exec: boolean;
  /** The most tasks at any moment, also during a release. */
  readonly mostTasks: number;
  /** Whether each instance runs one task and no more. */
  readonly oneTaskPerInstance: boolean;
  /** The share of Spot capacity where none was chosen, in percent. */
  readonly spotPercent: number;
  /** The name of the service, as a tag of everything that works for it. */
  readonly name: string;
}

/** How a service replaces its tasks, and how many may be missing meanwhile. */
export type ServiceRules = Required<
  Pick<
    ecs.FargateServiceProps,
    | 'minHealthyPercent'
    | 'maxHealthyPercent'
    | 'availabilityZoneRebalancing'
    | 'circuitBreaker'
    | 'enableECSManagedTags'
    | 'propagateTags'
  >
> &
  Pick<ecs.FargateServiceProps, 'healthCheckGracePeriod'>;

/** Where the tasks run. */
export interface Place {
  readonly cluster: ecs.ICluster;
  readonly taskDefinition: ecs.TaskDefinition;
  readonly service: ecs.BaseService;
}

/** The size of one task. */
export interface TaskSize {
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly gpus?: number;
}

/** The tag by which a task or an instance of a service is known. */
export const fleetTag = 'image-classifier:fleet';

/** The container of the server in a task of this size. */
export function serverIn({ server, exec }: PlaceNeeds, image: ecs.ContainerImage, size: TaskSize): ServerOptions {
  return { ...server, exec, image, cpu: size.cpu, memoryMiB: size.memoryMiB, gpuCount: size.gpus || undefined };
}

/** The network that was chosen, or one of the pattern's own with private ways to the services that its tasks call. */
export function networkFor(
  scope: Construct,
  { vpc, image, endpoints, fromInternet = [] }: PlaceNeeds,
  ...more: ec2.InterfaceVpcEndpointAwsService[]
): ec2.IVpc {
  const images = [...(image.needsInternet ? ['an image'] : []), ...fromInternet.map((name) => `the image of ${name}`)];
  if (vpc) {
    if (images.length > 0) requireWayOut(scope, vpc, images[0]);
    return vpc;
  }
  if (images.length > 0) {
    refuse(scope, 'image-needs-internet', `vpc must be given for ${images[0]} from a registry, got none`);
  }
  const network = new Network(scope, 'Network');
  for (const service of [...endpoints, ...more]) network.connectTo(service);
  return network.vpc;
}

/** Of a network by this library it is known that it has none without NAT; others may have one that the CDK knows nothing of. */
function requireWayOut(scope: Construct, vpc: ec2.IVpc, what: string): void {
  if (!(vpc.node.scope instanceof Network) || vpc.privateSubnets.length > 0) return;
  refuse(scope, 'image-needs-internet', `vpc must have NAT for ${what} from a registry, got none`);
}

/** What every service has in common, wherever it runs. */
export function serviceIn(scope: Construct, { service, exec, group }: PlaceNeeds, vpc: ec2.IVpc) {
  const tasks = new ec2.SecurityGroup(scope, group.id, {
    vpc,
    description: group.description,
    allowAllOutbound: false,
  });
  tasks.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, group.calls);
  return {
    ...service,
    enableExecuteCommand: exec || undefined,
    securityGroups: [tasks],
    vpcSubnets: { subnets: privateSubnets(scope, vpc) },
  };
}
