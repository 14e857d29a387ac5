import { container, legal, variant, withVariant } from '../described-endpoints';
import type { HostingMistakes } from '../hosting-mistakes';

const { realTime, asynchronous } = legal;
const bundledOnGpu = { ...container, image: { kind: 'bundled', gpu: true } } as const;
const challenger = { ...variant, name: 'challenger' };
const names = 'up to 63 letters, digits and hyphens, and no two the same';

export const instanceMistakes = {
  'sagemaker-instance-type': [
    [
      withVariant({ instanceType: 'ml.c7g.tiny' }),
      'instanceType must be one that SageMaker hosts on, such as ml.c7g.large, ml.c6g.large, ml.c7g.xlarge, got ml.c7g.tiny',
    ],
  ],
  'sagemaker-gpu-driver': [
    [
      withVariant({ gpuDriver: 'al2-ami-sagemaker-inference-gpu-3-1' }),
      'gpuDriver must be left out for ml.c7g.xlarge, which has no GPUs, got al2-ami-sagemaker-inference-gpu-3-1',
    ],
    [
      withVariant({ instanceType: 'ml.p3.2xlarge', containers: [bundledOnGpu] }),
      'instanceType must be one with GPUs from Turing on for the bundled image, such as ml.g6.xlarge, got ml.p3.2xlarge',
    ],
    [
      withVariant({
        instanceType: 'ml.g5.xlarge',
        containers: [bundledOnGpu],
        gpuDriver: 'al2-ami-sagemaker-inference-gpu-3-1',
      }),
      'gpuDriver must be one with CUDA 13 for the bundled image, got al2-ami-sagemaker-inference-gpu-3-1',
    ],
  ],
  'sagemaker-variants-count': [
    [{ ...realTime, variants: [] }, 'variants must be between 1 and 10, got 0'],
    [
      { ...realTime, variants: Array.from({ length: 11 }, (_, index) => ({ ...variant, name: `v${index}` })) },
      'variants must be between 1 and 10, got 11',
    ],
  ],
  'sagemaker-variants-names': [
    [{ ...realTime, variants: [variant, variant] }, `name of a variant must be ${names}, got main`],
  ],
  'sagemaker-variants-weight': [
    [
      { ...realTime, variants: [variant, { ...challenger, weight: -1 }] },
      'weight of variant challenger must be 0 or more, got -1',
    ],
    [
      {
        ...realTime,
        variants: [
          { ...variant, weight: 0 },
          { ...challenger, weight: 0 },
        ],
      },
      'weight of some variant must be more than 0, got none',
    ],
  ],
  'sagemaker-shadow': [
    [{ ...asynchronous, shadows: [challenger] }, 'hosting must be Hosting.realTime() for a shadow, got asynchronous'],
    [
      { ...realTime, variants: [variant, challenger], shadows: [{ ...variant, name: 'shadow' }] },
      'variants beside a shadow must be 1, got 2',
    ],
    [
      { ...realTime, shadows: [challenger], shadowPercent: 0 },
      'percent of the shadow must be between 1 and 100, got 0',
    ],
    [
      { ...realTime, shadows: [challenger], shadowPercent: 150 },
      'percent of the shadow must be between 1 and 100, got 150',
    ],
    [{ ...realTime, shadows: [challenger, { ...variant, name: 'shadow' }] }, 'shadows must be 1, got 2'],
    [
      { ...realTime, shadows: [{ ...challenger, instanceType: 'ml.inf1.xlarge' }] },
      'instanceType must be no inf1 with a shadow, got ml.inf1.xlarge',
    ],
  ],
  'sagemaker-instances': [
    [withVariant({ maxInstances: 0 }), 'maxInstances must be 1 or more, got 0'],
    [withVariant({ minInstances: 0 }), 'minInstances must be between 1 and 20, got 0'],
    [withVariant({ minInstances: 21 }), 'minInstances must be between 1 and 20, got 21'],
    [
      { ...asynchronous, variants: [{ ...variant, minInstances: -1 }] },
      'minInstances must be between 0 and 20, got -1',
    ],
  ],
  'sagemaker-instances-burstable': [
    [
      withVariant({ instanceType: 'ml.t2.medium' }),
      'instanceType must be other than of t2 to be scaled, got ml.t2.medium',
    ],
  ],
  'sagemaker-instances-encryption': [
    [
      { ...withVariant({ instanceType: 'ml.g5.xlarge' }), encryptionKey: true },
      'instanceType must be one without local disks for encryptionKey, got ml.g5.xlarge',
    ],
  ],
  'sagemaker-instances-start': [
    [withVariant({ startupSeconds: 30 }), 'seconds to start must be between 60 and 3600, got 30'],
    [withVariant({ downloadSeconds: 3601 }), 'seconds to load the model must be between 60 and 3600, got 3601'],
  ],
} satisfies HostingMistakes;
