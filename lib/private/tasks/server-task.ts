import { type Duration, aws_ecs as ecs, type aws_iam as iam, aws_logs as logs, Size, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { defaultPort } from '../../contracts/http-api';
import { modelCacheDirectory, serverUser } from '../bundled-image';

export interface ServerOptions {
  readonly image: ecs.ContainerImage;
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly environment: Record<string, string>;
  /** Variables that only a running task sees, by their names. */
  readonly secrets?: Record<string, ecs.Secret>;
  readonly stopTimeout: Duration;
  readonly logRetention: logs.RetentionDays;
  /** What the image does; left out: it serves over HTTP. */
  readonly command?: string[];
  /** Left out: the load balancer asks. */
  readonly healthCheck?: ecs.HealthCheck;
  readonly gpuCount?: number;
  /** Whether models are fetched, so that they need room on the disk. */
  readonly modelCache?: boolean;
  /** Memory of the task that others in it need. */
  readonly reservedMiB?: number;
  /** CPU of the task that others in it need. */
  readonly reservedCpu?: number;
  /** How its lines come to the log group; left out: Amazon ECS writes them there. */
  readonly log?: (task: iam.IGrantable, log: logs.ILogGroup) => ecs.LogDriver;
  /** Whether people may run commands in the container. */
  readonly exec?: boolean;
}

export interface ServerTaskOptions extends ServerOptions {
  readonly cpuArchitecture: ecs.CpuArchitecture;
}

const serverName = 'server';
/** The name of the server's port in a task. */
export const portName = 'http';

/** One server in one task of AWS Fargate. */
export function serverTask(scope: Construct, options: ServerTaskOptions): ecs.FargateTaskDefinition {
  const { cpuArchitecture, cpu, memoryMiB } = options;
  const task = new ecs.FargateTaskDefinition(scope, 'Task', {
    cpu,
    memoryLimitMiB: memoryMiB,
    runtimePlatform: { cpuArchitecture, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
  });
  addServer(scope, task, options);
  return task;
}

/** The server, which may do nothing but serve: no root, no capabilities, nothing writable but /tmp. */
export function addServer(scope: Construct, task: ecs.TaskDefinition, options: ServerOptions): void {
  const { image, cpu, memoryMiB, environment, stopTimeout, logRetention, command, healthCheck, gpuCount } = options;
  const { secrets, reservedMiB = 0, reservedCpu = 0, log = byEcs } = options;
  const server = task.addContainer('Server', {
    containerName: serverName,
    image,
    environment,
    secrets,
    command,
    healthCheck,
    gpuCount,
    // A container on AWS Fargate cannot see what its task may use, only limits of its own.
    cpu: rest(cpu, reservedCpu),
    memoryLimitMiB: rest(memoryMiB, reservedMiB),
    user: serverUser,
    readonlyRootFilesystem: true,
    linuxParameters: restricted(scope, options.exec || undefined),
    portMappings: [{ name: portName, containerPort: defaultPort, appProtocol: ecs.AppProtocol.http }],
    stopTimeout,
    logging: log(task.taskRole, new logs.LogGroup(scope, 'Log', { retention: logRetention })),
  });
  if (options.modelCache) keepModels(task, server);
  if (options.exec) admitSessions(task, server);
}

/** A size that only deployment will know cannot be reckoned with. */
const rest = (whole: number, reserved: number): number => (Token.isUnresolved(whole) ? whole : whole - reserved);

/** A slow log service must never stop the server, so lines wait in memory and the oldest are lost first. */
const byEcs: NonNullable<ServerOptions['log']> = (_, logGroup) =>
  ecs.LogDrivers.awsLogs({
    logGroup,
    streamPrefix: 'classifier',
    mode: ecs.AwsLogDriverMode.NON_BLOCKING,
    maxBufferSize: Size.mebibytes(8),
  });

/**
 * Only AWS Fargate names the region to every container, and the CDK where it knows that instances are yours; without it no call to
 * AWS knows where to go, as tasks may not ask their instance.
 */
export function tellRegion(task: ecs.TaskDefinition): void {
  task.findContainer(serverName)?.addEnvironment('AWS_REGION', task.stack.region);
}

/** On the disk of the task, because in /tmp they would take its memory; the image makes the folder its user's. */
function keepModels(task: ecs.TaskDefinition, server: ecs.ContainerDefinition): void {
  const name = 'models';
  task.addVolume({ name });
  server.addMountPoints({ sourceVolume: name, containerPath: modelCacheDirectory, readOnly: false });
}

/**
 * The agent of Amazon ECS Exec runs as root beside the server, and writes here, whatever else is read-only.
 *
 * @see https://github.com/aws/containers-roadmap/issues/1359
 */
function admitSessions(task: ecs.TaskDefinition, server: ecs.ContainerDefinition): void {
  const folders = { agents: '/managed-agents', sessions: '/var/lib/amazon', traces: '/var/log/amazon' };
  for (const [name, containerPath] of Object.entries(folders)) {
    task.addVolume({ name });
    server.addMountPoints({ sourceVolume: name, containerPath, readOnly: false });
  }
}

function restricted(scope: Construct, initProcessEnabled?: boolean): ecs.LinuxParameters {
  // Sessions leave processes behind, which somebody has to collect.
  const parameters = new ecs.LinuxParameters(scope, 'LinuxParameters', { initProcessEnabled });
  parameters.dropCapabilities(ecs.Capability.ALL);
  // Memory-backed, because a Fargate volume belongs to root unless the image declares it; tmpfs is writable for all.
  parameters.addTmpfs({
    containerPath: '/tmp',
    size: tmpMiB,
    mountOptions: [ecs.TmpfsMountOption.RW, ecs.TmpfsMountOption.NOSUID, ecs.TmpfsMountOption.NODEV],
  });
  return parameters;
}

/** Room for the optimised model; it counts against the task's memory only as far as it is used. */
const tmpMiB = 256;
