// Prints how podman runs a container exactly as a synthesized task definition says, one argument per line.
//
//   node .ci/task-flags.mjs <template>
import { readFileSync } from 'node:fs';

const { Resources } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const task = Object.values(Resources).find(({ Type }) => Type === 'AWS::ECS::TaskDefinition').Properties;
const [server] = task.ContainerDefinitions;
const { Capabilities, Tmpfs = [] } = server.LinuxParameters;

const flags = [
  ['--user', server.User],
  ...(server.ReadonlyRootFilesystem ? [['--read-only'], ['--read-only-tmpfs=false']] : []),
  ...Capabilities.Drop.map((name) => ['--cap-drop', name]),
  ...Tmpfs.map(({ ContainerPath, MountOptions, Size }) => [
    '--tmpfs',
    `${ContainerPath}:${[...MountOptions, `size=${Size}m`].join(',')}`,
  ]),
  ['--memory', `${server.Memory}m`],
  ['--memory-swap', `${server.Memory}m`],
  ['--cpus', String(server.Cpu / 1024)],
  ['--stop-timeout', String(server.StopTimeout)],
  ...server.Environment.map(({ Name, Value }) => ['--env', `${Name}=${Value}`]),
];
console.log(flags.flat().join('\n'));
