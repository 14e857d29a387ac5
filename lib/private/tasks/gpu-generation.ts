import type { IConstruct } from 'constructs';
import { refuse } from '../refusals';

/**
 * Instances with GPUs before NVIDIA Turing, by family, for which CUDA 13 of the bundled image has no code
 * (https://docs.nvidia.com/cuda/archive/13.0.0/cuda-toolkit-release-notes/, "Deprecated or Dropped Features").
 */
const oldSizes: Readonly<Record<string, readonly string[]>> = {
  g2: ['2xlarge', '8xlarge'],
  g3: ['4xlarge', '8xlarge', '16xlarge'],
  g3s: ['xlarge'],
  p2: ['xlarge', '8xlarge', '16xlarge'],
  p3: ['2xlarge', '8xlarge', '16xlarge'],
  p3dn: ['24xlarge'],
};

/** The GPUs of these instances, as Amazon EC2 calls them. */
const oldNames: readonly string[] = ['k520', 'm60', 'k80', 'v100'];

/** Families whose GPUs the bundled image cannot use. */
export const familiesBeforeTuring: readonly string[] = Object.keys(oldSizes);

const oldTypes = Object.entries(oldSizes).flatMap(([family, sizes]) => sizes.map((size) => `${family}.${size}`));

/** GPUs that somebody chose. */
export interface GpuChoice {
  /** Instance types, or patterns of them in which `*` stands for any text. */
  readonly instanceTypes?: readonly string[];
  /** The only kinds of GPU, such as `t4`. */
  readonly gpuNames?: readonly string[];
}

/** Refuses GPUs that the bundled image cannot use, and patterns that may stand for an instance with such. */
export function requireNewGpus(scope: IConstruct, { instanceTypes = [], gpuNames }: GpuChoice): void {
  refuseOld(scope, 'gpuNames must be', gpuNames?.filter((name) => oldNames.includes(name)) ?? []);
  // Names leave nothing old to a wide pattern.
  if (!gpuNames) refuseOld(scope, 'instanceTypes must have GPUs', instanceTypes.filter(mayBeOld));
}

function refuseOld(scope: IConstruct, subject: string, old: readonly string[]): void {
  if (old.length === 0) return;
  const wanted = `${subject} from NVIDIA Turing on for the bundled image`;
  refuse(scope, 'compute-gpu-types', `${wanted}, got ${old.join(', ')}`);
}

function mayBeOld(pattern: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const whole = new RegExp(`^${literal.join('.*')}$`);
  return oldTypes.some((type) => whole.test(type));
}
