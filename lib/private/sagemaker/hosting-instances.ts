import { aws_ecs as ecs, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { nearestNames } from '../nearest-names';
import { refuse } from '../refusals';
import { acceleratedFamilies } from '../tables/accelerated-families';
import { type HostingFamily, processorFamilies } from '../tables/hosting-families';
import { vcpusOf } from '../tasks/instance-vcpus';

/** What a container finds on one instance of an endpoint. */
export interface HostingMachine {
  /** `c7g` of `ml.c7g.xlarge`. */
  readonly family: string;
  readonly cpuArchitecture: ecs.CpuArchitecture;
  /** NVIDIA GPUs; AWS Inferentia and Trainium are none. */
  readonly gpus: number;
  /** Left out where the type does not say, or only deployment will know it. */
  readonly vcpus?: number;
  /** The memory of the whole instance; its system takes some of it. Left out like `vcpus`. */
  readonly memoryMiB?: number;
  /** Whether it has local disks: they are encrypted by themselves, and a KMS key beside them is refused by SageMaker. */
  readonly nvme: boolean;
  /** Whether it works by CPU credits, so that nothing scales it. */
  readonly burstable: boolean;
}

const families: Readonly<Record<string, HostingFamily>> = { ...processorFamilies, ...acceleratedFamilies };

/** Every type that SageMaker hosts on, such as `ml.c7g.xlarge`. */
export const hostingInstanceTypes: readonly string[] = Object.entries(families).flatMap(([family, { sizes }]) =>
  sizes.map((size) => `ml.${family}.${size}`),
);

/** Where containers of a serverless endpoint run: processors that AWS does not name, and no GPU. */
export const serverlessMachine: HostingMachine = {
  family: 'serverless',
  cpuArchitecture: ecs.CpuArchitecture.X86_64,
  gpus: 0,
  nvme: false,
  burstable: false,
};

/**
 * What an instance type is. A type that only deployment will know passes, as one of x86-64 without GPUs.
 *
 * @param instanceType such as `ml.c7g.xlarge`
 */
export function machineOf(scope: IConstruct, instanceType: string): HostingMachine {
  if (Token.isUnresolved(instanceType)) return { ...serverlessMachine, family: 'unknown' };
  const [, name = '', size = ''] = /^ml\.([a-z0-9-]+)\.([a-z0-9]+)$/.exec(instanceType) ?? [];
  const family = families[name];
  if (!family?.sizes.includes(size)) refuseType(scope, instanceType);
  const { arm, gpus = 0, gpusOf, nvme = false, burstable = false, gibPerVcpu, memoryGiB } = family;
  const vcpus = vcpusOf(name, size);
  const memory = memoryGiB?.[size] ?? (vcpus && gibPerVcpu * vcpus);
  return {
    family: name,
    cpuArchitecture: arm ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64,
    gpus: gpusOf?.[size] ?? gpus,
    vcpus,
    memoryMiB: memory && memory * 1024,
    nvme,
    burstable,
  };
}

function refuseType(scope: IConstruct, instanceType: string): never {
  const nearest = nearestNames(instanceType, hostingInstanceTypes).join(', ');
  const problem = `instanceType must be one that SageMaker hosts on, such as ${nearest}, got ${instanceType}`;
  return refuse(scope, 'sagemaker-instance-type', problem);
}
