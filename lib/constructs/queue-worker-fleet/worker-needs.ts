import { Duration, aws_ec2 as ec2, aws_ecs as ecs, type aws_logs as logs } from 'aws-cdk-lib';
import { ownHealthCheck } from '../../private/tasks/own-health-check';
import type { PlaceNeeds } from '../compute/place';
import type { InferenceImage } from '../inference-image';
import type { Beside } from '../sidecar/beside-server';

export interface WorkerOptions {
  readonly image: InferenceImage;
  readonly environment: Record<string, string>;
  /** Whether models are fetched. */
  readonly modelCache: boolean;
  readonly logRetention: logs.RetentionDays;
  readonly vpc?: ec2.IVpc;
  readonly maxWorkers: number;
  /** What stands beside the worker in its task. */
  readonly beside: Beside;
  /** The name of the fleet. */
  readonly fleet: string;
}

/** The longest time that Fargate, and a Spot interruption, leave between SIGTERM and SIGKILL. */
export const stopSeconds = 120;
/** What of it the worker may spend on its last pictures; the rest is for saying goodbye. */
export const drainSeconds = stopSeconds - 20;

/** A release stops the old workers before it starts new ones: never more than the most run, and jobs wait meanwhile. */
const service = {
  minHealthyPercent: 0,
  maxHealthyPercent: 100,
  // It would need more workers than the most for a moment.
  availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.DISABLED,
  circuitBreaker: { rollback: true },
  enableECSManagedTags: true,
  propagateTags: ecs.PropagatedTagSource.SERVICE,
} as const;

/** What a fleet asks of whatever its workers run on. */
export function workerNeeds(options: WorkerOptions): PlaceNeeds {
  const { image, environment, modelCache, logRetention, vpc, maxWorkers, fleet } = options;
  const { server, calls, fromInternet } = options.beside;
  return {
    image,
    vpc,
    service,
    fromInternet,
    server: {
      environment,
      modelCache,
      logRetention,
      log: server.log,
      reservedCpu: server.cpu,
      reservedMiB: server.memoryMiB,
      command: ['work'],
      stopTimeout: Duration.seconds(stopSeconds),
      // Where no load balancer asks, the task looks after itself.
      healthCheck: ownHealthCheck,
    },
    // Workers call AWS and are called by nobody.
    group: {
      id: 'Workers',
      description: 'Workers of an image classifier',
      calls: 'Amazon S3, SQS, ECR and CloudWatch Logs',
    },
    endpoints: [...new Set([ec2.InterfaceVpcEndpointAwsService.SQS, ...calls])],
    // What the workers do is counted free of charge, and without a worker nothing is worth paying for.
    insights: ecs.ContainerInsights.DISABLED,
    exec: false,
    mostTasks: maxWorkers,
    oneTaskPerInstance: true,
    spotPercent: 75,
    name: fleet,
  };
}
