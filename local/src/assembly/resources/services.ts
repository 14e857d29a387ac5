import { clusterName } from '../identities';
import type { Container, Service } from '../model';
import type { ReadResource, StackReader } from '../stack-reader';
import type { Fields } from '../template';

const ofService = ['Cluster', 'DesiredCount', 'ServiceName', 'TaskDefinition'];
const ofTask = ['ContainerDefinitions', 'Cpu', 'Memory', 'Family'];
const ofContainer = [
  ...['Name', 'Image', 'Command', 'Environment', 'Cpu', 'Memory', 'MemoryReservation', 'StopTimeout', 'Essential'],
  ...['User', 'ReadonlyRootFilesystem', 'LinuxParameters', 'PortMappings', 'Ulimits'],
];

/** The services of a stack with what their containers are told. */
export function readServices(stack: StackReader): Service[] {
  const tasks = new Map(
    stack.resources('AWS::ECS::TaskDefinition', ofTask).map((task) => [stack.identity(task.id), task]),
  );
  return stack.resources('AWS::ECS::Service', ofService).map(({ id, properties }) => {
    const task = tasks.get(String(properties.TaskDefinition));
    if (!task) stack.note('AWS::ECS::Service.TaskDefinition of another stack', id);
    return {
      id,
      name: stack.identity(id, 'Name'),
      cluster: clusterName(properties.Cluster),
      // Where a stack names no number, ECS starts one task; a scalable target may allow none.
      desired: Number(properties.DesiredCount ?? 1),
      containers: task ? readContainers(stack, task) : [],
    };
  });
}

function readContainers(stack: StackReader, { id, properties }: ReadResource): Container[] {
  return (properties.ContainerDefinitions as Fields[]).map((definition) => {
    for (const name of Object.keys(definition)) {
      if (!ofContainer.includes(name)) stack.note(`AWS::ECS::TaskDefinition.ContainerDefinitions.${name}`, id);
    }
    const environment = ((definition.Environment ?? []) as Fields[]).map(({ Name, Value }) => [Name, String(Value)]);
    const memory = Number(definition.Memory ?? properties.Memory);
    return {
      name: String(definition.Name),
      command: ((definition.Command ?? []) as unknown[]).map(String),
      environment: Object.fromEntries(environment) as Record<string, string>,
      cpu: Number(definition.Cpu || properties.Cpu || 1024),
      ...(Number.isFinite(memory) && { memoryMiB: memory }),
      stopSeconds: Number(definition.StopTimeout ?? 30),
      runOptions: runOptions(definition),
      image: String(definition.Image),
    };
  });
}

/** The limits of a container definition as podman and docker take them. */
function runOptions({ User, ReadonlyRootFilesystem, LinuxParameters, Ulimits }: Fields): string[] {
  const { Capabilities, Tmpfs } = (LinuxParameters ?? {}) as {
    Capabilities?: { Drop?: string[] };
    Tmpfs?: { ContainerPath: string; Size: number; MountOptions?: string[] }[];
  };
  return [
    ...(User ? ['--user', String(User)] : []),
    ...(ReadonlyRootFilesystem ? ['--read-only'] : []),
    ...(Capabilities?.Drop ?? []).flatMap((name) => ['--cap-drop', name]),
    ...(Tmpfs ?? []).flatMap(({ ContainerPath, Size, MountOptions = [] }) => [
      '--tmpfs',
      `${ContainerPath}:${[...MountOptions, `size=${Size}m`].join(',')}`,
    ]),
    ...((Ulimits ?? []) as Fields[]).flatMap(({ Name, SoftLimit, HardLimit }) => [
      '--ulimit',
      `${String(Name)}=${String(SoftLimit)}:${String(HardLimit)}`,
    ]),
  ];
}
