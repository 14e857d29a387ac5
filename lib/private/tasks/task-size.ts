import type { IConstruct } from 'constructs';
import { refuse, requireWithin } from '../refusals';
import { vcpusOf } from './instance-vcpus';

/** What the smallest task of AWS Fargate has, which the server is known to work in. */
export const leastOfServer = { cpu: 256, memoryMiB: 512 } as const;
/** 192 vCPUs: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters_ec2.html, "Task size". */
const mostCpu = 196_608;
/** The largest instance there is, u7in-24tb. */
const mostMemoryMiB = 24 * 1024 * 1024;
const mostGpus = 16;

/** The size of a task on instances, which have no table of sizes as AWS Fargate has. */
export interface InstanceTaskSize {
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

/** Refuses tasks that no instance has. */
export function requireTaskSize(scope: IConstruct, { cpu, memoryMiB, gpus }: InstanceTaskSize): void {
  const { cpu: minCpu, memoryMiB: minMemory } = leastOfServer;
  requireWithin(scope, 'compute-task-size', { name: 'cpu', value: cpu, min: minCpu, max: mostCpu });
  requireWithin(scope, 'compute-task-size', {
    name: 'memoryMiB',
    value: memoryMiB,
    min: minMemory,
    max: mostMemoryMiB,
  });
  requireWithin(scope, 'compute-gpus', { name: 'gpus', value: gpus, min: 0, max: mostGpus });
}

/** Refuses a task that is too large for one of its instance types: what does not fit is never started. */
export function requireFit(scope: IConstruct, instanceTypes: readonly string[], cpu: number): void {
  for (const instanceType of instanceTypes) {
    const [family, size = ''] = instanceType.split('.');
    const vcpus = vcpusOf(family, size);
    if (vcpus === undefined || !(cpu > vcpus * 1024)) continue;
    refuse(scope, 'compute-task-size', `cpu must be ${vcpus * 1024} or less on ${instanceType}, got ${cpu}`);
  }
}
