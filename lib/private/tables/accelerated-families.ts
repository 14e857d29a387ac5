import type { HostingFamily } from './hosting-families';

const sizes = (text: string): readonly string[] => text.split(' ');
const g5 = sizes('xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge');
const g7 = sizes('2xlarge 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge');
const fourOr8 = { '12xlarge': 4, '24xlarge': 4, '48xlarge': 8 };
const twoTo8 = { '12xlarge': 2, '24xlarge': 4, '48xlarge': 8 };

/**
 * The families with GPUs, or with processors for neural networks by others than NVIDIA, which have no `gpus` here: the CUDA
 * provider of ONNX Runtime does not know them. Types: as in hosting-families.ts.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html GPUs, vCPUs, memory, local disks
 */
export const acceleratedFamilies: Readonly<Record<string, HostingFamily>> = {
  dl1: { sizes: ['24xlarge'], gibPerVcpu: 8, nvme: true },
  g4dn: {
    sizes: sizes('xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge'),
    gibPerVcpu: 4,
    gpus: 1,
    gpusOf: { '12xlarge': 4 },
    nvme: true,
  },
  g5: { sizes: g5, gibPerVcpu: 4, gpus: 1, gpusOf: fourOr8, nvme: true },
  g6: { sizes: g5, gibPerVcpu: 4, gpus: 1, gpusOf: fourOr8, nvme: true },
  g6e: { sizes: g5, gibPerVcpu: 8, gpus: 1, gpusOf: fourOr8, nvme: true },
  // GPUs as those who measured G7 saw them (12xlarge: two); a list elsewhere has twice as many for 8xlarge and 12xlarge.
  g7: { sizes: g7, gibPerVcpu: 4, gpus: 1, gpusOf: twoTo8, nvme: true },
  g7e: {
    sizes: g7,
    gibPerVcpu: 8,
    memoryGiB: { '12xlarge': 512, '24xlarge': 1024, '48xlarge': 2048 },
    gpus: 1,
    gpusOf: twoTo8,
    nvme: true,
  },
  inf1: { sizes: sizes('xlarge 2xlarge 6xlarge 24xlarge'), gibPerVcpu: 2 },
  inf2: { sizes: sizes('xlarge 8xlarge 24xlarge 48xlarge'), gibPerVcpu: 4 },
  p2: {
    sizes: sizes('xlarge 8xlarge 16xlarge'),
    gibPerVcpu: 15.25,
    memoryGiB: { '16xlarge': 732 },
    gpus: 1,
    gpusOf: { '8xlarge': 8, '16xlarge': 16 },
  },
  p3: { sizes: sizes('2xlarge 8xlarge 16xlarge'), gibPerVcpu: 7.625, gpus: 1, gpusOf: { '8xlarge': 4, '16xlarge': 8 } },
  p4d: { sizes: ['24xlarge'], gibPerVcpu: 12, gpus: 8, nvme: true },
  p4de: { sizes: ['24xlarge'], gibPerVcpu: 12, gpus: 8, nvme: true },
  p5: {
    sizes: sizes('4xlarge 48xlarge'),
    gibPerVcpu: 16,
    memoryGiB: { '48xlarge': 2048 },
    gpus: 1,
    gpusOf: { '48xlarge': 8 },
    nvme: true,
  },
  p5e: { sizes: ['48xlarge'], gibPerVcpu: 0, memoryGiB: { '48xlarge': 2048 }, gpus: 8, nvme: true },
  p5en: { sizes: ['48xlarge'], gibPerVcpu: 0, memoryGiB: { '48xlarge': 2048 }, gpus: 8, nvme: true },
  'p6-b200': { sizes: ['48xlarge'], gibPerVcpu: 0, memoryGiB: { '48xlarge': 2048 }, gpus: 8, nvme: true },
  'p6-b300': { sizes: ['48xlarge'], gibPerVcpu: 0, memoryGiB: { '48xlarge': 4096 }, gpus: 8, nvme: true },
  'p6e-gb200': {
    sizes: ['36xlarge'],
    gibPerVcpu: 0,
    memoryGiB: { '36xlarge': 960 },
    arm: true,
    gpus: 4,
    nvme: true,
  },
  trn1: { sizes: sizes('2xlarge 32xlarge'), gibPerVcpu: 4, nvme: true },
  trn1n: { sizes: ['32xlarge'], gibPerVcpu: 4, nvme: true },
  trn2: { sizes: ['48xlarge'], gibPerVcpu: 0, memoryGiB: { '48xlarge': 2048 }, nvme: true },
};
