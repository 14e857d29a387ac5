import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** One part of a DNS name. */
export function requireDnsName(scope: Construct, dnsName: string): void {
  if (Token.isUnresolved(dnsName) || label.test(dnsName)) return;
  refuse(scope, 'access-dns-name', `dnsName must be lower case letters, digits and hyphens, got "${dnsName}"`);
}
