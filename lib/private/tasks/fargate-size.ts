import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse } from '../refusals';

const vCpu = 1024;
const gibibyte = 1024;

/** What AWS Fargate offers: for each cpu, the least and most memory and the step between. */
const sizes: Readonly<Record<number, { readonly min: number; readonly max: number; readonly step: number }>> = {
  256: { min: 512, max: 2 * gibibyte, step: 512 },
  512: { min: gibibyte, max: 4 * gibibyte, step: gibibyte },
  1024: { min: 2 * gibibyte, max: 8 * gibibyte, step: gibibyte },
  2048: { min: 4 * gibibyte, max: 16 * gibibyte, step: gibibyte },
  4096: { min: 8 * gibibyte, max: 30 * gibibyte, step: gibibyte },
  8192: { min: 16 * gibibyte, max: 60 * gibibyte, step: 4 * gibibyte },
  16384: { min: 32 * gibibyte, max: 120 * gibibyte, step: 8 * gibibyte },
};

export function requireFargateSize(scope: IConstruct, { cpu, memoryMiB }: { cpu: number; memoryMiB: number }): void {
  if (Token.isUnresolved(cpu) || Token.isUnresolved(memoryMiB)) return;
  const size = sizes[cpu];
  if (!size) refuse(scope, 'ecs-task-size', `cpu must be one of ${Object.keys(sizes).join(', ')}, got ${cpu}`);
  const { min, max, step } = size;
  // The smallest task skips 1536 MiB.
  const offered =
    memoryMiB >= min && memoryMiB <= max && memoryMiB % step === 0 && !(cpu === 256 && memoryMiB === 1536);
  if (offered) return;
  const steps = cpu === 256 ? 'one of 512, 1024, 2048' : `between ${min} and ${max} in steps of ${step}`;
  refuse(scope, 'ecs-task-size', `memoryMiB must be ${steps} for cpu ${cpu}, got ${memoryMiB}`);
}

/** One inference process per whole vCPU; none named where only deployment will know the size, so the server counts. */
export function inferenceProcesses(cpu: number): number | undefined {
  return Token.isUnresolved(cpu) ? undefined : Math.max(1, Math.floor(cpu / vCpu));
}
