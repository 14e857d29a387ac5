import { type aws_ec2 as ec2, aws_ecs as ecs, aws_logs as logs, Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../../contracts/settings';
import { serverUser } from '../../private/bundled-image';
import type { ServerOptions } from '../../private/tasks/server-task';
import type { ContainerRoom } from '../containers';
import type { Sidecar } from '../sidecar';
import type { SidecarPlan } from './plan';
import { isPublic } from './public-images';
import { less, type Room, requireSidecars, taken } from './room';

/** What sidecars ask of the task of a server. */
export interface Beside {
  /** What they take of the task, and what becomes of the server's lines. */
  readonly server: Room & Pick<ServerOptions, 'log'>;
  /** What is left of the room that models have: CPU is shared by who needs it, memory is not. */
  readonly room: (room: ContainerRoom) => ContainerRoom;
  /** What the server must know of them. */
  readonly settings: Partial<Settings>;
  readonly calls: ec2.InterfaceVpcEndpointAwsService[];
  /** Those whose image comes from the internet. */
  readonly fromInternet: string[];
  /** Puts them into the task, beside the server. */
  readonly join: (task: ecs.TaskDefinition, options: JoinOptions) => void;
}

interface JoinOptions {
  readonly service: string;
  readonly logRetention: logs.RetentionDays;
}

/** Sidecars in a task of this size. */
export function besideServer(scope: Construct, sidecars: Sidecar[], task: Room): Beside {
  const plans = sidecars.map(({ _plan }) => _plan);
  requireSidecars(scope, plans, task);
  return {
    server: { ...taken(plans), log: plans.find(({ serverLog }) => serverLog)?.serverLog },
    room: (room) => ({ ...room, memoryMiB: less(room.memoryMiB, taken(plans).memoryMiB) }),
    settings: Object.assign({}, ...plans.map(({ settings }) => settings)),
    calls: [...new Set(plans.flatMap(({ calls }) => calls))],
    fromInternet: plans.filter(({ image }) => isPublic(image)).map(({ name }) => name),
    join: (definition, options) => {
      if (plans.length > 0) join(scope, plans, definition, options);
    },
  };
}

function join(scope: Construct, plans: SidecarPlan[], task: ecs.TaskDefinition, options: JoinOptions): void {
  const log = new logs.LogGroup(scope, 'SidecarLog', { retention: options.logRetention });
  const server = task.findContainer('server');
  for (const plan of plans) {
    plan.rights?.(task.taskRole, log);
    const container = contain(scope, plan, { task, log, service: options.service });
    for (const name of plan.startsAfter) container.addContainerDependencies(started(task, plans, name));
    // What starts first stops last: the server says goodbye while its sidecars still listen.
    server?.addContainerDependencies(started(task, plans, plan.name));
  }
}

function started(task: ecs.TaskDefinition, plans: SidecarPlan[], name: string): ecs.ContainerDependency {
  const checked = plans.some((plan) => plan.name === name && plan.container.healthCheck);
  const { HEALTHY, START } = ecs.ContainerDependencyCondition;
  return { container: task.findContainer(name) as ecs.ContainerDefinition, condition: checked ? HEALTHY : START };
}

interface Site {
  readonly task: ecs.TaskDefinition;
  readonly log: logs.ILogGroup;
  readonly service: string;
}

function contain(scope: Construct, plan: SidecarPlan, { task, log, service }: Site): ecs.ContainerDefinition {
  const { name, image, cpu, memoryMiB, essential, container } = plan;
  const options: ecs.ContainerDefinitionOptions = {
    ...container,
    image,
    cpu,
    memoryLimitMiB: memoryMiB,
    essential,
    containerName: name,
    environment: plan.environment?.(log, service) ?? container.environment,
    user: container.user ?? serverUser,
    readonlyRootFilesystem: container.readonlyRootFilesystem ?? true,
    linuxParameters: restricted(scope, name),
    // One that may end is started again by itself, without the task.
    enableRestartPolicy: !essential || undefined,
    logging: ecs.LogDrivers.awsLogs({
      logGroup: log,
      streamPrefix: 'sidecar',
      mode: ecs.AwsLogDriverMode.NON_BLOCKING,
      maxBufferSize: Size.mebibytes(1),
    }),
  };
  if (!plan.serverLog) return task.addContainer(name, options);
  const firelensConfig = { type: ecs.FirelensLogRouterType.FLUENTBIT };
  return task.addFirelensLogRouter(name, { ...options, firelensConfig });
}

function restricted(scope: Construct, name: string): ecs.LinuxParameters {
  const parameters = new ecs.LinuxParameters(scope, `${name}-parameters`);
  parameters.dropCapabilities(ecs.Capability.ALL);
  parameters.addTmpfs({
    containerPath: '/tmp',
    size: 64,
    mountOptions: [ecs.TmpfsMountOption.RW, ecs.TmpfsMountOption.NOSUID, ecs.TmpfsMountOption.NODEV],
  });
  return parameters;
}
