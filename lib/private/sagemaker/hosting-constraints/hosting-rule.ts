import { Token } from 'aws-cdk-lib';
import type { sagemakerRefusals } from '../../refusals/sagemaker-refusals';
import type { DescribedContainer, HostedEndpoint, HostedVariant } from './described-endpoint';

/** What is not as SageMaker wants it. */
export interface Breach {
  /** The property, in words of the constructs. */
  readonly what: string;
  /** What fits into «must be …». */
  readonly allowed: string;
  readonly got: string | number;
}

/** One rule of SageMaker: a row of the table. */
export interface HostingRule {
  readonly id: keyof typeof sagemakerRefusals;
  readonly rule: string;
  /** The page of AWS that says so. */
  readonly page: string;
  readonly breach: (endpoint: HostedEndpoint) => Breach | undefined;
}

/** The guide and the two references that the rules cite. */
export const guide = 'https://docs.aws.amazon.com/sagemaker/latest/dg';
export const reference = 'https://docs.aws.amazon.com/sagemaker/latest/APIReference';

/** A number and its range; one that only deployment will know passes, and so does none at all. */
export interface Range {
  readonly what: string;
  readonly value: number | undefined;
  readonly min: number;
  /** @default - none */
  readonly max?: number;
  /** The value is `min`, or so much more, or twice so much. @default 1 */
  readonly step?: number;
}

/** Nothing if the value is in its range. */
export function outside({ what, value, min, max, step = 1 }: Range): Breach | undefined {
  if (value === undefined || [value, min, max].some(Token.isUnresolved)) return undefined;
  const inSteps = step === 0 || Number.isInteger((value - min) / step);
  if (value >= min && value <= (max ?? Number.POSITIVE_INFINITY) && inSteps) return undefined;
  const steps = step > 1 ? ` in steps of ${step}` : '';
  const allowed = max === undefined ? `${min} or more` : min === max ? `${min}` : `between ${min} and ${max}${steps}`;
  return { what, allowed, got: value };
}

/** The first breach of several. */
export function first(...breaches: (Breach | undefined)[]): Breach | undefined {
  return breaches.find((breach) => breach !== undefined);
}

/** The first variant that breaks a rule, by its name where there are several; shadows are variants too. */
export function inVariants(
  { variants, shadows }: HostedEndpoint,
  breachOf: (variant: HostedVariant) => Breach | undefined,
): Breach | undefined {
  const all = [...variants, ...shadows];
  return first(
    ...all.map((variant) => {
      const breach = breachOf(variant);
      return breach && all.length > 1 ? { ...breach, what: `${breach.what} of variant ${variant.name}` } : breach;
    }),
  );
}

/** Every container, with the variant it runs in; those of components run in the first. */
export function containersOf({ variants, shadows, components = [] }: HostedEndpoint): {
  readonly container: DescribedContainer;
  readonly variant?: HostedVariant;
}[] {
  return [
    ...[...variants, ...shadows].flatMap((variant) => variant.containers.map((container) => ({ container, variant }))),
    ...components.map(({ container }) => ({ container, variant: variants[0] })),
  ];
}

/** The first container that breaks a rule. */
export function inContainers(
  endpoint: HostedEndpoint,
  breachOf: (container: DescribedContainer, variant?: HostedVariant) => Breach | undefined,
): Breach | undefined {
  return first(...containersOf(endpoint).map(({ container, variant }) => breachOf(container, variant)));
}
