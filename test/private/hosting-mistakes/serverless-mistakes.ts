import type { DescribedEndpoint } from '../../../lib/private/sagemaker/hosting-constraints/described-endpoint';
import { container, legal, variant } from '../described-endpoints';
import type { HostingMistakes } from '../hosting-mistakes';

const { realTime, serverless, multiModel } = legal;
const serverlessWith = (change: object): DescribedEndpoint => ({
  ...serverless,
  serverless: { ...serverless.serverless, ...change },
});

export const serverlessMistakes = {
  'sagemaker-serverless-settings': [
    [
      { ...realTime, serverless: serverless.serverless },
      'hosting must be Hosting.serverless() to have memory and concurrency, got real-time',
    ],
    [
      { ...multiModel, serverless: serverless.serverless },
      'hosting must be Hosting.serverless() to have memory and concurrency, got multi-model',
    ],
    [
      { ...serverless, variants: [variant] },
      'instanceType must be left out for a serverless endpoint, got ml.c7g.xlarge',
    ],
  ],
  'sagemaker-serverless-gpu': [
    [
      {
        ...serverless,
        variants: [{ name: 'main', containers: [{ ...container, image: { kind: 'own', gpu: true } }] }],
      },
      'image must be one that works without GPUs for a serverless endpoint, got one for GPUs',
    ],
  ],
  'sagemaker-serverless-network': [
    [{ ...serverless, vpc: true }, 'vpc must be left out for a serverless endpoint, got one'],
  ],
  'sagemaker-serverless-isolation': [
    [{ ...serverless, networkIsolation: true }, 'networkIsolation must be false for a serverless endpoint, got true'],
  ],
  'sagemaker-serverless-capture': [
    [{ ...serverless, capturePercent: 100 }, 'dataCapture must be left out for a serverless endpoint, got one'],
  ],
  'sagemaker-serverless-observability': [
    [{ ...serverless, observed: true }, 'observability must be left out for a serverless endpoint, got one'],
  ],
  'sagemaker-serverless-variants': [
    [
      { ...serverless, variants: [...serverless.variants, { name: 'other', containers: [container] }] },
      'variants must be 1, got 2',
    ],
  ],
  'sagemaker-serverless-model': [
    [
      { ...serverless, variants: [{ name: 'main', containers: [{ ...container, model: 'files' }] }] },
      'model must be one model.tar.gz for a serverless endpoint, got files',
    ],
    [
      { ...serverless, variants: [{ name: 'main', containers: [{ ...container, model: 'archives' }] }] },
      'model must be one model.tar.gz for a serverless endpoint, got archives',
    ],
  ],
  'sagemaker-serverless-memory': [
    [serverlessWith({ memoryMiB: 512 }), 'memorySize in MiB must be between 1024 and 6144 in steps of 1024, got 512'],
    [serverlessWith({ memoryMiB: 1536 }), 'memorySize in MiB must be between 1024 and 6144 in steps of 1024, got 1536'],
    [serverlessWith({ memoryMiB: 7168 }), 'memorySize in MiB must be between 1024 and 6144 in steps of 1024, got 7168'],
  ],
  'sagemaker-serverless-concurrency': [
    [serverlessWith({ maxConcurrency: 0 }), 'maxConcurrency must be between 1 and 200, got 0'],
    [serverlessWith({ maxConcurrency: 201 }), 'maxConcurrency must be between 1 and 200, got 201'],
  ],
  'sagemaker-serverless-provisioned': [
    [serverlessWith({ provisionedConcurrency: 21 }), 'provisionedConcurrency must be between 1 and 20, got 21'],
    [serverlessWith({ provisionedConcurrency: 0 }), 'provisionedConcurrency must be between 1 and 20, got 0'],
    [serverlessWith({ maxProvisionedConcurrency: 30 }), 'maxProvisionedConcurrency must be between 2 and 20, got 30'],
    [serverlessWith({ maxProvisionedConcurrency: 1 }), 'maxProvisionedConcurrency must be between 2 and 20, got 1'],
    [
      serverlessWith({ provisionedConcurrency: undefined, maxProvisionedConcurrency: 5 }),
      'provisionedConcurrency must be given for its maximum, got none',
    ],
  ],
} satisfies HostingMistakes;
