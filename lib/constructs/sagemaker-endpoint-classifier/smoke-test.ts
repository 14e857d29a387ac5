import type { aws_logs as logs } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { checkEndpoint } from '../../private/sagemaker/endpoint-check';
import { GoldenPictures } from '../golden-pictures';
import type { Hosted } from '../hosting/hosting-site';

export interface TestedEndpoint {
  readonly endpointName: string;
  readonly hosted: Hosted;
  readonly pictures?: GoldenPictures;
  /** Another text with every change of the endpoint. */
  readonly revision: string;
  /** What must be there first. */
  readonly after: readonly IConstruct[];
  readonly logRetention: logs.RetentionDays;
}

/** Asks the endpoint after every deployment; a wrong answer rolls the deployment back. */
export function smokeTest(scope: Construct, { hosted, pictures, ...endpoint }: TestedEndpoint): void {
  const { addressees, answers, components, namesModels } = hosted;
  const shown = pictures ?? usualPictures(hosted);
  if (!shown) return;
  if (namesModels) shown._requireModels(scope);
  const [first] = addressees;
  checkEndpoint(scope, 'SmokeTest', {
    ...endpoint,
    pictures: shown,
    targetKind: components ? 'component' : namesModels ? 'model' : first?.container ? 'container' : 'endpoint',
    targets: components,
    defaultTargets: addressees.flatMap(({ component, container }) => component ?? container ?? []),
    variants: addressees.flatMap(({ variant }) => variant ?? []),
    asynchronous: answers && {
      outputs: [answers.answersPrefix, answers.failuresPrefix].map((prefix) => ({ bucket: answers.bucket, prefix })),
    },
  });
}

/** What anybody can be asked: what the demo model knows, or for any answer. */
function usualPictures({ addressees, demoModel, described }: Hosted): GoldenPictures | undefined {
  if (addressees.length === 0) return undefined;
  if (demoModel) return GoldenPictures.drawn();
  const { variants, components = [] } = described;
  const containers = [
    ...variants.flatMap(({ containers }) => containers),
    ...components.map(({ container }) => container),
  ];
  // A script in an image by AWS takes what its author says.
  return containers.every(({ image }) => image.kind !== 'prebuilt') ? GoldenPictures._answered() : undefined;
}
