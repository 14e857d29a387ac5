import { type aws_certificatemanager as acm, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../refusals';
import { certificateRegion } from './certificate-region';

/** What Amazon CloudFront waits at most for an answer, unless AWS raised the quota of the account. */
const longestWaitSeconds = 120;

/** What is asked of Amazon CloudFront. */
export interface EdgeWishes {
  readonly certificate?: acm.ICertificate;
  readonly domainName?: string;
  readonly vpc: ec2.IVpc;
  readonly requestSeconds: number;
}

/**
 * Refuses what Amazon CloudFront would refuse, or answer in the server's place
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html).
 */
export function requireEdge(scope: Construct, { certificate, domainName, vpc, requestSeconds }: EdgeWishes): void {
  if ((certificate === undefined) !== (domainName === undefined)) {
    const got = `${certificate ? 'certificate' : 'domainName'} alone`;
    refuse(scope, 'access-cloud-front-name', `certificate and domainName must be given together, got ${got}`);
  }
  const region = certificate && certificateRegion(certificate);
  if (region !== undefined && region !== 'us-east-1') {
    refuse(scope, 'access-cloud-front-name', `certificate must be in us-east-1, got ${region}`);
  }
  // Of an imported network nobody here knows.
  if (vpc instanceof ec2.Vpc && vpc.internetGatewayId === undefined) {
    refuse(scope, 'access-cloud-front-network', 'vpc must have an internet gateway for Access.cloudFront(), got none');
  }
  const longest = longestWaitSeconds - 5;
  if (requestSeconds > longest) {
    const allowed = `requestTimeout must be at most ${longest} seconds for Access.cloudFront()`;
    refuse(scope, 'access-cloud-front-timeout', `${allowed}, got ${requestSeconds}`);
  }
}
