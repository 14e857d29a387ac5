import type { DescribedEndpoint } from '../../../lib/private/sagemaker/hosting-constraints/described-endpoint';
import { component, container, legal, variant } from '../described-endpoints';
import type { HostingMistakes } from '../hosting-mistakes';

const { realTime, inferenceComponents } = legal;
const componentWith = (change: object): DescribedEndpoint => ({
  ...inferenceComponents,
  components: [{ ...component, ...change }],
});
const names = 'up to 63 letters, digits and hyphens, and no two the same';

export const componentMistakes = {
  'sagemaker-components': [
    [{ ...inferenceComponents, components: [] }, 'components must be 1 or more, got 0'],
    [{ ...realTime, components: [component] }, 'components of this hosting must be 0, got 1'],
  ],
  'sagemaker-components-names': [
    [
      { ...inferenceComponents, components: [component, component] },
      `name of a component must be ${names}, got vision`,
    ],
  ],
  'sagemaker-components-copies': [
    [componentWith({ minCopies: -1 }), 'minCopies of component vision must be between 0 and 4, got -1'],
    [componentWith({ minCopies: 5 }), 'minCopies of component vision must be between 0 and 4, got 5'],
    [componentWith({ maxCopies: 0 }), 'maxCopies of component vision must be 1 or more, got 0'],
  ],
  'sagemaker-components-cpu': [
    [componentWith({ cpus: 0.2 }), 'cpus of component vision must be between 0.25 and 4, got 0.2'],
    [componentWith({ cpus: 5 }), 'cpus of component vision must be between 0.25 and 4, got 5'],
  ],
  'sagemaker-components-memory': [
    [componentWith({ memoryMiB: 64 }), 'memoryMiB of component vision must be between 128 and 8192, got 64'],
    [componentWith({ memoryMiB: 9000 }), 'memoryMiB of component vision must be between 128 and 8192, got 9000'],
  ],
  'sagemaker-components-accelerators': [
    [componentWith({ accelerators: 1 }), 'accelerators of component vision must be 0, got 1'],
    [
      {
        ...componentWith({ accelerators: 0.5 }),
        variants: [{ ...variant, instanceType: 'ml.g5.xlarge', containers: [] }],
      },
      'accelerators of component vision must be between 0 and 1, got 0.5',
    ],
  ],
  'sagemaker-components-room': [
    [
      { ...componentWith({ minCopies: 4, cpus: 3 }), variants: [{ ...variant, maxInstances: 2, containers: [] }] },
      'cpus of the fewest copies must be between 0 and 8, got 12',
    ],
    [
      {
        ...componentWith({ minCopies: 4, memoryMiB: 5000 }),
        variants: [{ ...variant, maxInstances: 2, containers: [] }],
      },
      'memoryMiB of the fewest copies must be between 0 and 16384, got 20000',
    ],
  ],
  'sagemaker-components-environment': [
    [
      componentWith({
        inline: true,
        container: {
          ...container,
          environment: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`K${index}`, ''])),
        },
      }),
      'variables of component vision must be between 0 and 16, got 17',
    ],
  ],
} satisfies HostingMistakes;
