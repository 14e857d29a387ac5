import type { DescribedEndpoint } from '../../../lib/private/sagemaker/hosting-constraints/described-endpoint';
import { legal, variant, withVariant } from '../described-endpoints';
import type { HostingMistakes } from '../hosting-mistakes';

const { realTime, serverless } = legal;
const released = (rollout: DescribedEndpoint['rollout']): DescribedEndpoint => ({ ...realTime, rollout });
const challenger = { ...variant, name: 'challenger' };

export const rolloutMistakes = {
  'sagemaker-rollout-canary': [
    [released({ kind: 'canary', percent: 51 }), 'percent of the canary release must be between 1 and 50, got 51'],
    [released({ kind: 'canary', percent: 0 }), 'percent of the canary release must be between 1 and 50, got 0'],
  ],
  'sagemaker-rollout-linear': [
    [released({ kind: 'linear', percent: 9 }), 'percent of the linear release must be between 10 and 50, got 9'],
  ],
  'sagemaker-rollout-batch': [
    [released({ kind: 'rolling', percent: 4 }), 'percent of the rolling release must be between 5 and 50, got 4'],
  ],
  'sagemaker-rollout-waits': [
    [
      released({ kind: 'canary', percent: 10, waitSeconds: 3601 }),
      'seconds between two steps must be between 0 and 3600, got 3601',
    ],
    [
      released({ kind: 'allAtOnce', terminationWaitSeconds: 3601 }),
      'seconds before old instances go must be between 0 and 3600, got 3601',
    ],
  ],
  'sagemaker-rollout-time': [
    [released({ kind: 'allAtOnce', maxSeconds: 599 }), 'seconds for a release must be between 600 and 28800, got 599'],
    [
      released({ kind: 'linear', percent: 10, waitSeconds: 300, terminationWaitSeconds: 600, maxSeconds: 3600 }),
      'seconds for a release that waits 3600 must be 3601 or more, got 3600',
    ],
    [
      released({ kind: 'linear', percent: 10, waitSeconds: 3600 }),
      'seconds that a release waits must be between 0 and 28799, got 36000',
    ],
  ],
  'sagemaker-rollout-guardrails': [
    [
      { ...serverless, rollout: { kind: 'canary', percent: 10 } },
      'release must be all at once for a serverless endpoint, got canary',
    ],
    [
      { ...withVariant({ instanceType: 'ml.inf1.xlarge' }), rollout: { kind: 'linear', percent: 10 } },
      'release must be all at once for instances of inf1, got linear',
    ],
    [
      { ...realTime, variants: [variant, challenger], rollout: { kind: 'rolling', percent: 10 } },
      'release must be other than rolling for several variants, got rolling',
    ],
  ],
} satisfies HostingMistakes;
