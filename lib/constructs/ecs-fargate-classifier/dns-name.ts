import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The name of a host, as it stands in a URL. */
export function requireHostName(scope: Construct, domainName: string | undefined): void {
  if (domainName === undefined || Token.isUnresolved(domainName)) return;
  if (
    domainName.length <= 253 &&
    domainName
      .toLowerCase()
      .split('.')
      .every((part) => label.test(part))
  )
    return;
  refuse(scope, 'access-domain-name', `domainName must be the name of a host, got "${domainName}"`);
}

/** One part of a DNS name. */
export function requireDnsName(scope: Construct, dnsName: string): void {
  if (Token.isUnresolved(dnsName) || label.test(dnsName)) return;
  refuse(scope, 'access-dns-name', `dnsName must be lower case letters, digits and hyphens, got "${dnsName}"`);
}
