import type { VariantScaling } from '../../lib/contracts/custom-resources/endpoint-guard';

/** What Application Auto Scaling is told of a variant in every call. */
export interface Target {
  readonly ServiceNamespace: 'sagemaker';
  readonly ResourceId: string;
  readonly ScalableDimension: VariantScaling['dimension'];
}
