import type { Acknowledgment } from 'aws-cdk-lib';

/** What cdk-nag finds in log groups and roles everywhere, and why it stays so. */
export const logAndRoleFindings: Acknowledgment[] = [
  {
    id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted',
    reason: 'CloudWatch Logs encrypts all of it with keys of its own; no picture and no secret is logged',
  },
  {
    id: 'NIST.800.53.R5-IAMNoInlinePolicy',
    reason: 'A policy that names resources of this stack serves one role and goes with it: nobody could share it',
  },
];

/** What it finds in a network. */
export const networkFindings: Acknowledgment[] = [
  ...logAndRoleFindings,
  {
    id: 'NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW',
    reason: 'Only public subnets have this route, for load balancers and NAT; tasks and instances are in private ones',
  },
];
