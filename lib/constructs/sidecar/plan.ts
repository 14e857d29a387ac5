import type { aws_ec2 as ec2, aws_ecs as ecs, aws_iam as iam, aws_logs as logs } from 'aws-cdk-lib';
import type { Settings } from '../../contracts/settings';

/** What a sidecar asks of the task it is in. */
export interface SidecarPlan {
  /** The name of its container. */
  readonly name: string;
  readonly image: ecs.ContainerImage;
  readonly cpu: number;
  readonly memoryMiB: number;
  /** Whether its end is the end of the task. */
  readonly essential: boolean;
  /** Sidecars that must have started, or be healthy, before it starts. */
  readonly startsAfter: string[];
  /** Where it listens. */
  readonly ports: number[];
  /** What is its own in its container. */
  readonly container: Partial<ecs.ContainerDefinitionOptions>;
  /** Variables that name its log, or the service it works beside. */
  readonly environment?: (log: logs.ILogGroup, service: string) => Record<string, string>;
  /** Services of AWS that it calls. */
  readonly calls: ec2.InterfaceVpcEndpointAwsService[];
  /** What the server must know of it. */
  readonly settings?: Partial<Settings>;
  /** Whether it asks the server for `/metrics`, without a key. */
  readonly readsMetrics?: boolean;
  /** What the task may do for its sake. */
  readonly rights?: (task: iam.IGrantable, log: logs.ILogGroup) => void;
  /** How the server's lines come to it, if it takes them. */
  readonly serverLog?: (task: iam.IGrantable, log: logs.ILogGroup) => ecs.LogDriver;
}
