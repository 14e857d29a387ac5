import type { aws_logs as logs } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { checkEndpoint } from '../../private/endpoint-check';
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
  const { addressees, answers, components } = hosted;
  if (addressees.length === 0 && !pictures) return;
  checkEndpoint(scope, 'SmokeTest', {
    ...endpoint,
    pictures: pictures ?? (hosted.demoModel ? GoldenPictures.drawn() : GoldenPictures._anything()),
  });
}
