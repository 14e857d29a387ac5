import type { IConstruct } from 'constructs';
import { refuse } from '../refusals';
import { componentRules } from './hosting-constraints/component-rules';
import { badName, containerRules } from './hosting-constraints/container-rules';
import type { DescribedEndpoint, DescribedVariant, HostedVariant } from './hosting-constraints/described-endpoint';
import { driverRules } from './hosting-constraints/driver-rules';
import type { HostingRule } from './hosting-constraints/hosting-rule';
import { instanceRules } from './hosting-constraints/instance-rules';
import { requestRules } from './hosting-constraints/request-rules';
import { rolloutRules } from './hosting-constraints/rollout-rules';
import { serverlessRules } from './hosting-constraints/serverless-rules';
import { machineOf } from './hosting-instances';

/** What SageMaker refuses when it is too late: every rule, with its words and the page of AWS that has it. */
export const hostingRules: readonly HostingRule[] = [
  ...serverlessRules,
  ...containerRules,
  ...instanceRules,
  ...driverRules,
  ...requestRules,
  ...componentRules,
  ...rolloutRules,
];

/** Refuses an endpoint that breaks a rule: what, what is allowed, and what was given. */
export function requireHosting(scope: IConstruct, endpoint: DescribedEndpoint): void {
  const hosted = (variants: readonly DescribedVariant[]): HostedVariant[] =>
    variants.map((variant) => {
      const { instanceType } = variant;
      return { ...variant, machine: instanceType === undefined ? undefined : machineOf(scope, instanceType) };
    });
  const described = { ...endpoint, variants: hosted(endpoint.variants), shadows: hosted(endpoint.shadows ?? []) };
  for (const { id, breach } of hostingRules) {
    const found = breach(described);
    if (found) refuse(scope, id, `${found.what} must be ${found.allowed}, got ${found.got}`);
  }
}

/** Names that would be the same are refused before anything is called by them. */
export function requireNames(scope: IConstruct, id: HostingRule['id'], what: string, names: readonly string[]): void {
  const found = badName(what, names);
  if (found) refuse(scope, id, `${found.what} must be ${found.allowed}, got ${found.got}`);
}
