import type { Refusal } from './refusal';

/** What is impossible for the way to a classifier. */
export const accessRefusals = {
  'access-dns-name': {
    summary: 'dnsName is no part of a DNS name.',
    advice: 'Use up to 63 lower case letters, digits and hyphens, such as classifier or shoes-v2.',
  },
  'access-keys-without-tls': {
    summary: 'Callers on the internet are asked for keys without TLS: everybody on the way could read and use them.',
    advice: 'Pass a certificate to Access.internet(), or use Access.privateNetwork().',
  },
  'access-load-balancer': {
    summary: 'Something was asked of a load balancer, and with this access there is none.',
    advice: 'Leave it out, or use Access.privateNetwork() or Access.internet().',
  },
  'access-namespace': {
    summary: 'The namespace for Access.serviceDiscovery() has no private DNS, so no name can be made in it.',
    advice: 'Pass a PrivateDnsNamespace, or leave namespace out and get one.',
  },
  'firewall-requests': {
    summary: 'requestsPerAddress is outside 10 to 2 000 000 000.',
    advice: 'Use what one address may send in five minutes: 10000 suits a household and most offices.',
  },
  'firewall-web-acl': {
    summary: 'This is no web ACL that a load balancer in this region takes.',
    advice:
      'Make the web ACL in the region of the stack with the scope REGIONAL; its address has :regional/webacl/ in it.',
  },
} as const satisfies Record<string, Refusal>;
