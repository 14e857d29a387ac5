import type {
  aws_cloudfront as cloudfront,
  aws_servicediscovery as cloudmap,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elbv2,
  aws_logs as logs,
  aws_s3 as s3,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ConnectionTimes } from '../../private/tasks/connection-times';
import type { ReleaseEntrance } from '../release/release-site';

/** What a way to the tasks is made for. */
export interface EntranceOptions {
  readonly cluster: ecs.ICluster;
  readonly service: ecs.BaseService;
  readonly times: ConnectionTimes;
  /** The name of the service, unique in account and region. */
  readonly name: string;
  readonly logRetention: logs.RetentionDays;
  readonly accessLogs?: s3.IBucket;
  readonly deletionProtection?: boolean;
}

/** How callers come to the tasks. */
export interface Entrance {
  readonly url: string;
  readonly connections: ec2.Connections;
  readonly loadBalancer?: elbv2.ApplicationLoadBalancer;
  readonly listener?: elbv2.ApplicationListener;
  readonly targetGroup?: elbv2.ApplicationTargetGroup;
  /** What a release can move traffic with. */
  readonly traffic?: ReleaseEntrance;
  readonly namespace?: cloudmap.INamespace;
  /** What callers see of it, if not the load balancer. */
  readonly distribution?: cloudfront.Distribution;
}

/** A kind of entrance, and what the tasks behind it must know before it is made. */
export interface Way {
  /** Whether a load balancer asks the tasks for their health; where none does, they look after themselves. */
  readonly balanced: boolean;
  /** Memory that it takes of every task, for a proxy. */
  readonly reservedMiB: number;
  /** How long callers may still come to a task that was told to stop. */
  readonly graceSeconds: number;
  /** Whether callers come from anywhere, although the load balancer has private addresses. */
  readonly fromEverywhere?: boolean;
  readonly open: (scope: Construct, options: EntranceOptions) => Entrance;
}
