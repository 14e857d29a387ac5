import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';

/** Addresses that a load balancer asks, and asks over TLS only. */
export function requireAddresses(scope: Construct, addresses: Record<string, string>): void {
  for (const [name, address] of Object.entries(addresses)) {
    if (Token.isUnresolved(address) || /^https:\/\/[^/]/.test(address)) continue;
    refuse(scope, 'access-sign-in-address', `${name} must be a URL that begins with https://, got "${address}"`);
  }
}
