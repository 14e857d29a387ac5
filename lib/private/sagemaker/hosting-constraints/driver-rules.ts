import { Token } from 'aws-cdk-lib';
import { familiesBeforeTuring } from '../../tasks/gpu-generation';
import type { HostingRule } from './hosting-rule';
import { containersOf, first, guide, inVariants } from './hosting-rule';

/** The machine image of Amazon SageMaker with CUDA 13. What a type gets by itself is older: 470 on g4dn and g5, 535 on g6 and p5. */
export const newestGpuDriver = 'al2023-ami-sagemaker-inference-gpu-4-1';

export const driverRules: readonly HostingRule[] = [
  {
    id: 'sagemaker-gpu-driver',
    rule: 'A driver is chosen for NVIDIA GPUs, and the bundled image needs one with CUDA 13, for GPUs from Turing on.',
    page: `${guide}/inference-gpu-drivers.html`,
    breach: (endpoint) =>
      inVariants(endpoint, ({ machine, instanceType, gpuDriver, containers }) => {
        if (!machine || Token.isUnresolved(instanceType)) return undefined;
        const all = containers.length > 0 ? containers : containersOf(endpoint).map(({ container }) => container);
        const bundled = all.some(({ image: { kind, gpu } }) => kind === 'bundled' && gpu);
        const got = gpuDriver ?? 'none';
        return first(
          gpuDriver !== undefined && machine.gpus === 0
            ? { what: 'gpuDriver', allowed: `left out for ${instanceType}, which has no GPUs`, got }
            : undefined,
          bundled && familiesBeforeTuring.includes(machine.family)
            ? {
                what: 'instanceType',
                allowed: 'one with GPUs from Turing on for the bundled image, such as ml.g6.xlarge',
                got: instanceType ?? '',
              }
            : undefined,
          bundled && gpuDriver !== newestGpuDriver
            ? { what: 'gpuDriver', allowed: 'one with CUDA 13 for the bundled image', got }
            : undefined,
        );
      }),
  },
];
