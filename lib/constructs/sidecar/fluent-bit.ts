import { aws_ecs as ecs, type aws_iam as iam, type aws_logs as logs } from 'aws-cdk-lib';
import { allowLines } from '../../private/exact-rights';
import type { FluentBitOptions } from '../sidecar-props';
import type { SidecarPlan } from './plan';
import { publicImage } from './public-images';

/** The name of the container, by which a task knows its log router. */
export const logRouter = 'log-router';

/** Fluent Bit as Amazon ECS starts it for FireLens: it writes the configuration from the options of the server's log. */
export function fluentBit(options: FluentBitOptions): SidecarPlan {
  const { image = publicImage('fluentBit'), cpu = 64, memoryMiB = 128, logOptions } = options;
  return {
    name: logRouter,
    image,
    cpu,
    memoryMiB,
    // Scaling reads the server's metrics out of its log: a server nobody hears must be replaced.
    essential: true,
    startsAfter: [],
    ports: [24224],
    // It opens a socket in a folder that belongs to root; https://github.com/aws/containers-roadmap/issues/2122
    container: { user: '0' },
    calls: [],
    serverLog: (task, log) => ecs.LogDrivers.firelens({ options: logOptions ?? toCloudWatch(task, log) }),
  };
}

/** @see https://docs.fluentbit.io/manual/data-pipeline/outputs/cloudwatch */
function toCloudWatch(task: iam.IGrantable, log: logs.ILogGroup): Record<string, string> {
  allowLines(task, log);
  return {
    Name: 'cloudwatch_logs',
    region: log.env.region,
    log_group_name: log.logGroupName,
    log_stream_prefix: 'classifier/',
    auto_create_group: 'false',
    // The line as the server wrote it, or CloudWatch would find no metrics in it.
    log_key: 'log',
    log_format: 'json/emf',
  };
}
