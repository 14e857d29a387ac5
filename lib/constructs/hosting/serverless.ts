import { Size } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { serverlessMachine } from '../../private/sagemaker/hosting-instances';
import type { ServedModelOptions } from '../hosting-props';
import { type Hosted, type HostingSite, mainVariant } from './hosting-site';
import { modelResource } from './model-resource';
import type { ScaledCount } from './scaled-count';
import { servedContainer, servesDemo } from './served-container';

/** What can be chosen for an endpoint without machines. */
export interface ServerlessOptions extends ServedModelOptions {
  /**
   * The memory of one execution, 1 to 6 GiB in whole GiB; CPU comes with it.
   *
   * @default Size.gibibytes(3)
   */
  readonly memorySize?: Size;

  /**
   * The most requests at once, 1 to 200; further ones are refused.
   *
   * @default 20
   */
  readonly maxConcurrency?: number;

  /**
   * Executions that are always warm.
   *
   * @default - none: after a pause the first request waits for a start
   */
  readonly provisionedConcurrency?: number;

  /**
   * Up to how many warm executions there may be when they are in use; at most `maxConcurrency`.
   *
   * @default - as many as `provisionedConcurrency`
   */
  readonly maxProvisionedConcurrency?: number;
}

/** Executions that are in use, as a share of those that are warm; the rest is for what comes next. */
const targetUtilization = 0.7;

/** One model that runs when it is asked; only x86-64 is offered there. */
export function serverless(scope: Construct, site: HostingSite, options: ServerlessOptions): Hosted {
  const { memorySize = Size.gibibytes(3), maxConcurrency = 20 } = options;
  const { provisionedConcurrency, maxProvisionedConcurrency } = options;
  const place = new Construct(scope, mainVariant);
  const machine = serverlessMachine;
  const { definition, described } = servedContainer(place, site, options, { machine, archived: true });
  const model = modelResource(place, 'Model', site, { primaryContainer: definition });
  const memorySizeInMb = memorySize.toMebibytes({ rounding: undefined });
  return {
    described: {
      mode: 'serverless',
      variants: [{ name: mainVariant, containers: [described] }],
      serverless: { memoryMiB: memorySizeInMb, maxConcurrency, provisionedConcurrency, maxProvisionedConcurrency },
    },
    config: {
      productionVariants: [
        {
          variantName: mainVariant,
          modelName: model.attrModelName,
          initialVariantWeight: 1,
          serverlessConfig: { memorySizeInMb, maxConcurrency, provisionedConcurrency },
        },
      ],
    },
    variantNames: [mainVariant],
    counts: warmCount(site, options),
    addressees: [{}],
    demoModel: servesDemo(options),
  };
}

function warmCount({ endpointName }: HostingSite, options: ServerlessOptions): ScaledCount[] {
  const { provisionedConcurrency: min, maxProvisionedConcurrency: max = min } = options;
  if (min === undefined || max === undefined || max <= min) return [];
  return [
    {
      name: mainVariant,
      min,
      max,
      schedules: [],
      dimension: 'sagemaker:variant:DesiredProvisionedConcurrency',
      resourceId: `endpoint/${endpointName}/variant/${mainVariant}`,
      policies: [
        {
          policyName: 'warm',
          policyType: 'TargetTrackingScaling',
          targetTrackingScalingPolicyConfiguration: {
            targetValue: targetUtilization,
            predefinedMetricSpecification: {
              predefinedMetricType: 'SageMakerVariantProvisionedConcurrencyUtilization',
            },
          },
        },
      ],
    },
  ];
}
