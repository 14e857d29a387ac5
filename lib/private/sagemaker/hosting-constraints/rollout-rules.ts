import { Token } from 'aws-cdk-lib';
import type { DescribedRollout, HostedEndpoint } from './described-endpoint';
import type { HostingRule } from './hosting-rule';
import { first, guide, outside, reference } from './hosting-rule';

const routing = `${reference}/API_TrafficRoutingConfig.html`;
const rolling = `${reference}/API_RollingUpdatePolicy.html`;
const blueGreen = `${reference}/API_BlueGreenUpdatePolicy.html`;

/** The share of a kind of rollout, in percent of the instances. */
const share = (kind: DescribedRollout['kind'], min: number, max: number) => {
  return ({ rollout }: HostedEndpoint) =>
    rollout?.kind === kind
      ? outside({ what: `percent of the ${kind} release`, value: rollout.percent, min, max })
      : undefined;
};

export const rolloutRules: readonly HostingRule[] = [
  {
    id: 'sagemaker-rollout-canary',
    rule: 'A canary has at most half of the instances.',
    page: routing,
    breach: share('canary', 1, 50),
  },
  {
    id: 'sagemaker-rollout-linear',
    rule: 'A linear step moves a tenth to half of the instances.',
    page: routing,
    breach: share('linear', 10, 50),
  },
  {
    id: 'sagemaker-rollout-batch',
    rule: 'A rolling batch replaces 5 to 50 percent of the instances.',
    page: rolling,
    breach: share('rolling', 5, 50),
  },
  {
    id: 'sagemaker-rollout-waits',
    rule: 'A wait lasts up to an hour.',
    page: blueGreen,
    breach: ({ rollout: { waitSeconds, terminationWaitSeconds } = {} }) =>
      first(
        outside({ what: 'seconds between two steps', value: waitSeconds, min: 0, max: 3600 }),
        outside({ what: 'seconds before old instances go', value: terminationWaitSeconds, min: 0, max: 3600 }),
      ),
  },
  {
    id: 'sagemaker-rollout-time',
    rule: 'A release may take 600 to 28800 seconds, more than all its waits together.',
    page: blueGreen,
    breach: ({ rollout }) => {
      const { maxSeconds: value } = rollout ?? {};
      const waits = rollout ? waitsOf(rollout) : 0;
      return first(
        outside({ what: 'seconds for a release', value, min: 600, max: 28_800 }),
        outside({ what: `seconds for a release that waits ${waits}`, value, min: waits + 1 }),
        // Without a maximum of ours, that of SageMaker holds.
        rollout && outside({ what: 'seconds that a release waits', value: waits, min: 0, max: 28_799 }),
      );
    },
  },
  {
    id: 'sagemaker-rollout-guardrails',
    rule: 'Serverless endpoints, several variants and AWS Inferentia 1 have no step by step release of some kinds.',
    page: `${guide}/deployment-guardrails-exclusions.html`,
    breach: ({ mode, variants, rollout }) => {
      const { kind = 'allAtOnce' } = rollout ?? {};
      if (kind === 'allAtOnce') return undefined;
      const allowed = 'all at once for';
      if (mode === 'serverless') return { what: 'release', allowed: `${allowed} a serverless endpoint`, got: kind };
      if (variants.some(({ machine }) => machine?.family === 'inf1'))
        return { what: 'release', allowed: `${allowed} instances of inf1`, got: kind };
      if (kind === 'rolling' && variants.length > 1)
        return { what: 'release', allowed: 'other than rolling for several variants', got: kind };
      return undefined;
    },
  },
];

/** All the time in which nothing happens but that alarms are watched; 0 where only deployment will know. */
function waitsOf({ kind, percent = 100, waitSeconds = 0, terminationWaitSeconds = 0 }: DescribedRollout): number {
  if ([percent, waitSeconds, terminationWaitSeconds].some(Token.isUnresolved)) return 0;
  const steps = { allAtOnce: 0, canary: 1, linear: Math.ceil(100 / percent), rolling: Math.ceil(100 / percent) }[kind];
  return steps * waitSeconds + terminationWaitSeconds;
}
