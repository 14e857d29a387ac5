import type { DescribedContainer } from '../../private/sagemaker/hosting-constraints/described-endpoint';
import { newestGpuDriver } from '../../private/sagemaker/hosting-constraints/driver-rules';

/**
 * The NVIDIA driver of GPU instances, by the machine image of Amazon SageMaker that has it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
 */
export enum GpuDriver {
  /** Driver 535, for images with CUDA up to 12.2. */
  R535 = 'al2-ami-sagemaker-inference-gpu-2-1',
  /** Driver 550, for images with CUDA up to 12.4. */
  R550 = 'al2-ami-sagemaker-inference-gpu-3-1',
  /** Driver 580, for images with CUDA up to 13.0; the bundled image needs it. */
  R580 = 'al2023-ami-sagemaker-inference-gpu-4-1',
}

/** The driver of instances that run these containers; none for that which Amazon SageMaker chooses by the type. */
export function driverFor(containers: readonly DescribedContainer[], chosen?: GpuDriver): string | undefined {
  const bundled = containers.some(({ image: { kind, gpu } }) => kind === 'bundled' && gpu);
  return chosen ?? (bundled ? newestGpuDriver : undefined);
}
