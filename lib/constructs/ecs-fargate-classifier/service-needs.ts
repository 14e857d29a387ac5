import {
  Duration,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  type aws_logs as logs,
  type aws_secretsmanager as secretsmanager,
  Token,
} from 'aws-cdk-lib';
import { settings } from '../../contracts/settings';
import type { ConnectionTimes } from '../../private/tasks/connection-times';
import { ownHealthCheck } from '../../private/tasks/own-health-check';
import { TaskSecret } from '../../private/tasks/task-secret';
import type { PlaceNeeds, ServiceRules } from '../compute/place';
import type { InferenceImage } from '../inference-image';
import type { Beside } from '../sidecar/beside-server';
import type { Way } from './entrance';

export interface ServiceOptions {
  readonly image: InferenceImage;
  readonly environment: Record<string, string>;
  /** The list of keys that callers must have one of. */
  readonly apiKeys?: secretsmanager.ISecret;
  /** Whether models are fetched. */
  readonly modelCache: boolean;
  readonly times: ConnectionTimes;
  readonly logRetention: logs.RetentionDays;
  readonly vpc?: ec2.IVpc;
  readonly maxTasks: number;
  /** What stands beside the server in its tasks. */
  readonly beside: Beside;
  /** How callers come to the tasks. */
  readonly way: Way;
  /** Whether people may run commands in the container of the server. */
  readonly exec: boolean;
  /** The name of the service in its metrics. */
  readonly name: string;
}

const { SSM_MESSAGES, KMS, SECRETS_MANAGER } = ec2.InterfaceVpcEndpointAwsService;

/** A release takes no task away before its successor is healthy, so for a moment there may be twice as many. */
const service = {
  minHealthyPercent: 100,
  maxHealthyPercent: 200,
  circuitBreaker: { rollback: true },
  availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
  enableECSManagedTags: true,
  propagateTags: ecs.PropagatedTagSource.SERVICE,
} as const satisfies ServiceRules;

/** What a service that somebody waits for asks of whatever its tasks run on. */
export function serviceNeeds(options: ServiceOptions): PlaceNeeds {
  const { image, environment, modelCache, times, logRetention, vpc, maxTasks, way, exec, name } = options;
  const { apiKeys } = options;
  const { balanced, reservedMiB } = way;
  const { server, calls, fromInternet } = options.beside;
  return {
    image,
    vpc,
    name,
    fromInternet,
    // Without a load balancer Amazon ECS knows no such pause, and the check of the task has its own.
    service: { ...service, healthCheckGracePeriod: balanced ? Duration.minutes(2) : undefined },
    server: {
      environment,
      modelCache,
      logRetention,
      log: server.log,
      secrets: apiKeys && { [settings.apiKeys.variable]: new TaskSecret(apiKeys) },
      reservedCpu: server.cpu,
      reservedMiB: reservedMiB + server.memoryMiB,
      stopTimeout: Duration.seconds(times.stop),
      healthCheck: balanced ? undefined : ownHealthCheck,
    },
    group: {
      id: 'Tasks',
      description: 'Tasks of an image classifier',
      calls: 'Amazon ECR, Amazon S3 and CloudWatch Logs',
    },
    // Where there is no way to the internet, the agents of a session and of the task have one to what they call.
    endpoints: [...new Set([...(exec ? [SSM_MESSAGES, KMS] : []), ...(apiKeys ? [SECRETS_MANAGER] : []), ...calls])],
    exec,
    insights: ecs.ContainerInsights.ENABLED,
    mostTasks: Token.isUnresolved(maxTasks) ? maxTasks : 2 * maxTasks,
    oneTaskPerInstance: false,
    spotPercent: 0,
  };
}
