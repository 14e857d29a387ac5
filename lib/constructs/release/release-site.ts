import type {
  aws_cloudwatch as cloudwatch,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elbv2,
  aws_logs as logs,
} from 'aws-cdk-lib';
import type { Access } from '../access';

/** The load balancer before a service. */
export interface ReleaseEntrance {
  readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  readonly listener: elbv2.ApplicationListener;
  /** The tasks that have the traffic when the service is new. */
  readonly targetGroup: elbv2.ApplicationTargetGroup;
  /** What a second group of tasks must be like. */
  readonly targetGroupProps: elbv2.BaseTargetGroupProps &
    Pick<elbv2.ApplicationTargetGroupProps, 'protocol' | 'loadBalancingAlgorithmType'>;
}

/** What callers see of a service, as a whole. */
export interface ReleaseMetrics {
  requests(options: cloudwatch.MetricOptions): cloudwatch.Metric;
  responseTime(options: cloudwatch.MetricOptions): cloudwatch.Metric;
  serverErrors(options: cloudwatch.MetricOptions): cloudwatch.Metric;
  /** Asked for only where there is a load balancer, which counts them. */
  unanswered(options: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** The service whose releases are meant, and what is around it. */
export interface ReleaseSite {
  readonly service: ecs.BaseService;
  /** Left out: no load balancer. */
  readonly entrance?: ReleaseEntrance;
  readonly metrics: ReleaseMetrics;
  readonly access: Access;
  readonly vpc: ec2.IVpc;
  /** The name of the service in its metrics. */
  readonly name: string;
  /** How long one request may take. */
  readonly requestSeconds: number;
  /** Whether the tasks have the demo model of this library. */
  readonly demoModel: boolean;
  /** Whether the number of tasks follows what one group of tasks is asked. */
  readonly scalesOnGroup: boolean;
  readonly logRetention: logs.RetentionDays;
}
