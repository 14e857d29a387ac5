import type { Refusal } from './refusal';

/** What is impossible for the way to a classifier. */
export const accessRefusals = {
  'access-certificate-region': {
    summary: 'The certificate is in another region than the load balancer, which cannot use it.',
    advice: 'Make it in the region of the stack; only Access.cloudFront() takes one of us-east-1.',
  },
  'access-cloud-front-firewall': {
    summary:
      'Firewall.standard() cannot stand before Amazon CloudFront from here: such a web ACL is made in us-east-1.',
    advice:
      'Deploy the stack to us-east-1, as examples/open-service.ts does, or pass Firewall.existing() a web ACL that you made there.',
  },
  'access-cloud-front-name': {
    summary:
      'A domain name for Amazon CloudFront has no certificate, a certificate has no name, or it lies outside us-east-1.',
    advice:
      'Give both, with a certificate from AWS Certificate Manager in us-east-1, or none for a name of CloudFront.',
  },
  'access-cloud-front-network': {
    summary: 'The network has no internet gateway, and without one Amazon CloudFront takes no origin in it.',
    advice: 'Attach one; no subnet needs a route to it. `new Network(this, "Network").vpc` has one.',
  },
  'access-cloud-front-timeout': {
    summary: 'Amazon CloudFront would give up before the server does: it waits for an answer for 120 seconds at most.',
    advice: 'Lower requestTimeout of the server, or use Access.internet() for work that takes longer.',
  },
  'access-dns-name': {
    summary: 'dnsName is no part of a DNS name.',
    advice: 'Use up to 63 lower case letters, digits and hyphens, such as classifier or shoes-v2.',
  },
  'access-domain-name': {
    summary: 'domainName is no name of a host.',
    advice: 'Give the name alone, such as classify.shop.example: no https:// before it, no path and no port behind it.',
  },
  'access-ipv6': {
    summary: 'Callers by IPv6 are let in, and the load balancer has no address that they could call.',
    advice: 'Give the IPv4 addresses of the callers; Access.cloudFront() takes callers by IPv6 too.',
  },
  'access-keys-without-tls': {
    summary: 'Callers on the internet are asked for keys without TLS: everybody on the way could read and use them.',
    advice: 'Pass a certificate to Access.internet(), or use Access.cloudFront() or Access.privateNetwork().',
  },
  'access-load-balancer': {
    summary: 'Something was asked of a load balancer, and with this access there is none.',
    advice: 'Leave it out, or use Access.privateNetwork() or Access.internet().',
  },
  'access-namespace': {
    summary:
      'The namespace for Access.serviceDiscovery() has no private DNS, or the network would get a second one of the same name.',
    advice:
      'Pass a PrivateDnsNamespace: that of another classifier in the network (its namespace) with another dnsName, or one of yours.',
  },
  'access-service-connect-memory': {
    summary: 'The proxy of Service Connect leaves the server too little of the memory of its task.',
    advice: 'Give the task 1024 MiB or more: the proxy takes 128.',
  },
  'access-sign-in-address': {
    summary: 'An address of SignIn.oidc() or SignIn.jwt() is no URL that begins with https.',
    advice: 'Copy it from /.well-known/openid-configuration of the provider.',
  },
  'access-sign-in-claims': {
    summary: 'SignIn.jwt() would let in every token that the issuer ever gave, also those for other services.',
    advice: 'Give the audience or the scope that tokens for the classifier have.',
  },
  'access-sign-in-keys': {
    summary:
      'Callers are to sign in at the load balancer and to have a key for the server, and a request has room for one of both.',
    advice: 'Use signIn or apiKeys; for people and programs both, make two classifiers.',
  },
  'access-sign-in-name': {
    summary: 'People cannot come back from the page where they sign in: the classifier has no name.',
    advice: 'Give the domainName of the certificate, and point a DNS record for it at the load balancer.',
  },
  'access-sign-in-network': {
    summary: 'The load balancer could not ask who signs in: it has private addresses, and its network no way out.',
    advice:
      'Pass a vpc with NAT, such as `new Network(this, "Network", { natGateways: 1 }).vpc`, or use Access.internet().',
  },
  'access-sign-in-session': {
    summary: 'The session of a SignIn is longer than 7 days, or no time at all.',
    advice: 'Use a working day: Duration.hours(12).',
  },
  'access-sign-in-tls': {
    summary: 'Callers are to sign in without TLS, which load balancers refuse.',
    advice: 'Pass a certificate to Access.',
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
