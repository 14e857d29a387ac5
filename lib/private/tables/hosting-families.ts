/** What the instances of one family have in common, and where a size is unlike the others. */
export interface HostingFamily {
  /** The sizes that SageMaker hosts on, without the family: `large`, `12xlarge`. */
  readonly sizes: readonly string[];
  /** Memory to one vCPU, in GiB; a size in `memoryGiB` has its own. */
  readonly gibPerVcpu: number;
  readonly memoryGiB?: Readonly<Record<string, number>>;
  /** Processors by AWS Graviton or NVIDIA Grace; all others are x86-64. */
  readonly arm?: true;
  /** NVIDIA GPUs of one instance; a size in `gpusOf` has its own. */
  readonly gpus?: number;
  readonly gpusOf?: Readonly<Record<string, number>>;
  /** Local disks, which no KMS key of yours encrypts. */
  readonly nvme?: true;
  /** CPU credits; no target of Application Auto Scaling. */
  readonly burstable?: true;
}

/** The day on which the tables were compared with their sources. */
export const hostingTableDate = '2026-11-21';

const sizes = (text: string): readonly string[] => text.split(' ');
const old5 = sizes('large xlarge 2xlarge 4xlarge 9xlarge 18xlarge');
const old5m = sizes('large xlarge 2xlarge 4xlarge 12xlarge 24xlarge');
const graviton2 = sizes('large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge');
const graviton4 = sizes('medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge');
const intel6 = sizes('large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge');
const intel7 = sizes('large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge');

/**
 * The families without accelerators. Types: `ProductionVariantInstanceType` of @aws-sdk/client-sagemaker 3.1142.0 (2026-11).
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html vCPUs, memory, local disks
 */
export const processorFamilies: Readonly<Record<string, HostingFamily>> = {
  c4: {
    sizes: sizes('large xlarge 2xlarge 4xlarge 8xlarge'),
    gibPerVcpu: 1.875,
    memoryGiB: { '8xlarge': 60 },
  },
  c5: { sizes: old5, gibPerVcpu: 2 },
  c5d: { sizes: old5, gibPerVcpu: 2, nvme: true },
  c6g: { sizes: graviton2, gibPerVcpu: 2, arm: true },
  c6gd: { sizes: graviton2, gibPerVcpu: 2, arm: true, nvme: true },
  c6gn: { sizes: graviton2, gibPerVcpu: 2, arm: true },
  c6i: { sizes: intel6, gibPerVcpu: 2 },
  c6in: { sizes: intel6, gibPerVcpu: 2 },
  c7g: { sizes: graviton2, gibPerVcpu: 2, arm: true },
  c7i: { sizes: intel7, gibPerVcpu: 2 },
  c8g: { sizes: graviton4, gibPerVcpu: 2, arm: true },
  m4: { sizes: sizes('xlarge 2xlarge 4xlarge 10xlarge 16xlarge'), gibPerVcpu: 4 },
  m5: { sizes: old5m, gibPerVcpu: 4 },
  m5d: { sizes: old5m, gibPerVcpu: 4, nvme: true },
  m6g: { sizes: graviton2, gibPerVcpu: 4, arm: true },
  m6gd: { sizes: graviton2, gibPerVcpu: 4, arm: true, nvme: true },
  m6i: { sizes: intel6, gibPerVcpu: 4 },
  m7i: { sizes: intel7, gibPerVcpu: 4 },
  m8g: { sizes: graviton4, gibPerVcpu: 4, arm: true },
  r5: { sizes: old5m, gibPerVcpu: 8 },
  r5d: { sizes: old5m, gibPerVcpu: 8, nvme: true },
  r6g: { sizes: graviton2, gibPerVcpu: 8, arm: true },
  r6gd: { sizes: graviton2, gibPerVcpu: 8, arm: true, nvme: true },
  r6i: { sizes: intel6, gibPerVcpu: 8 },
  r7gd: { sizes: ['medium', ...graviton2], gibPerVcpu: 8, arm: true, nvme: true },
  r7i: { sizes: intel7, gibPerVcpu: 8 },
  r8g: { sizes: graviton4, gibPerVcpu: 8, arm: true },
  t2: {
    sizes: sizes('medium large xlarge 2xlarge'),
    gibPerVcpu: 4,
    memoryGiB: { medium: 4 },
    burstable: true,
  },
};
