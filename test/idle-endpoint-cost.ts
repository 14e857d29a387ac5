import type { Resources } from './idle-cost';

/** USD an hour in us-east-1; those that no offer file had are the price of EC2 times 1.2, as for every Graviton type. */
const instanceHour: Record<string, number> = {
  'ml.c7g.xlarge': 0.174,
  'ml.c7g.2xlarge': 0.348,
  'ml.g5.xlarge': 1.408,
  'ml.r7gd.xlarge': 0.3266,
};
const hours = 730;

// biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation allows
type Properties = Record<string, any>;

interface Variant {
  readonly InstanceType?: string;
  readonly InitialInstanceCount: number;
  readonly ManagedInstanceScaling?: { readonly MinInstanceCount: number };
}

/** The instances that run while nobody asks; warm executions of serverless endpoints are not among them. */
export function endpointCost(
  { ProductionVariants, ShadowProductionVariants = [], AsyncInferenceConfig }: Properties,
  all: Resources,
): number {
  const least = Object.values(all).flatMap(({ Type, Properties }) =>
    Type.endsWith('::ScalableTarget') ? [Properties?.MinCapacity as number] : [],
  );
  const instances = ({ InitialInstanceCount, ManagedInstanceScaling }: Variant): number => {
    if (AsyncInferenceConfig) return Math.max(...least);
    // Copies that always run need an instance at least.
    if (ManagedInstanceScaling)
      return Math.max(ManagedInstanceScaling.MinInstanceCount, ...least.map((min) => Math.min(1, min)));
    return InitialInstanceCount;
  };
  return [...(ProductionVariants as Variant[]), ...(ShadowProductionVariants as Variant[])].reduce(
    (sum, variant) =>
      sum + (variant.InstanceType ? instances(variant) * instanceHour[variant.InstanceType] * hours : 0),
    0,
  );
}
