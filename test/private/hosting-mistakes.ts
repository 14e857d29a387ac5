import type { DescribedEndpoint } from '../../lib/private/sagemaker/hosting-constraints/described-endpoint';
import type { HostingRule } from '../../lib/private/sagemaker/hosting-constraints/hosting-rule';
import { componentMistakes } from './hosting-mistakes/component-mistakes';
import { containerMistakes } from './hosting-mistakes/container-mistakes';
import { instanceMistakes } from './hosting-mistakes/instance-mistakes';
import { requestMistakes } from './hosting-mistakes/request-mistakes';
import { rolloutMistakes } from './hosting-mistakes/rollout-mistakes';
import { serverlessMistakes } from './hosting-mistakes/serverless-mistakes';

/** An endpoint that SageMaker would refuse, and what is said of it. */
export type HostingMistakes = Partial<Record<HostingRule['id'], [endpoint: DescribedEndpoint, problem: string][]>>;

/** At least one for each rule. */
export const hostingMistakes: HostingMistakes = {
  ...serverlessMistakes,
  ...containerMistakes,
  ...instanceMistakes,
  ...requestMistakes,
  ...componentMistakes,
  ...rolloutMistakes,
};
