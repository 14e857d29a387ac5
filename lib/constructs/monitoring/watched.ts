import type {
  aws_cloudfront as cloudfront,
  aws_cloudwatch as cloudwatch,
  aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elbv2,
} from 'aws-cdk-lib';

/** What is known of a service that answers over HTTP. */
export interface WatchedService {
  /** What the servers call themselves in the metrics they write. */
  readonly serviceName: string;
  readonly service: ecs.BaseService;
  readonly loadBalancer?: elbv2.IApplicationLoadBalancer;
  /** What stands before the load balancer. */
  readonly distribution?: cloudfront.IDistribution;
  readonly maxTasks: number;
  /** How often every server writes its metrics. */
  readonly seconds: number;
}

/** What is known of an endpoint of Amazon SageMaker. */
export interface WatchedEndpoint {
  readonly endpointName: string;
  readonly variants: readonly string[];
  /** What its inference components are called in the account, by what the app calls them. */
  readonly components?: Readonly<Record<string, string>>;
  /** Whether answers come later, into Amazon S3. */
  readonly asynchronous: boolean;
}

/** What is known of a fleet, which has alarms and rows of its own. */
export interface WatchedFleet {
  readonly serviceName: string;
  readonly service: ecs.BaseService;
  readonly rows: () => cloudwatch.IWidget[][];
}
