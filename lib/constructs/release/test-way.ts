import { aws_ec2 as ec2, aws_elasticloadbalancingv2 as elbv2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { testHeader } from '../../contracts/golden-pictures';
import type { FunctionNetwork } from '../../private/node-function';
import { privateSubnets } from '../../private/private-subnets';
import { refuse } from '../../private/refusals';
import { forwardingRule } from './forwarding-rule';
import type { ReleaseEntrance, ReleaseSite } from './release-site';
import type { Shift } from './steps';

/** How golden pictures come to a release before anybody else does. */
export interface TestWay {
  readonly rule: elbv2.ApplicationListenerRule;
  readonly url: string;
  /** The name that the certificate proves; left out without one. */
  readonly host?: string;
  /** Where the function must be that sends them; left out: anywhere. */
  readonly network?: FunctionNetwork;
}

type Groups = ReleaseEntrance & { readonly green: elbv2.ApplicationTargetGroup };

const defaultPort = 9000;

export function requireTestWay(scope: Construct, shift: Shift, { access, demoModel }: ReleaseSite): void {
  const { goldenPictures, testListenerPort: port } = shift;
  const { isPublic, allowFrom, certificate, domainName } = access;
  if (port !== undefined) {
    const others = certificate ? [80, 443] : [80];
    const free = Number.isInteger(port) && port >= 1 && port <= 65_535 && !others.includes(port);
    const needed = goldenPictures && !isPublic;
    const allowed = needed ? `a port other than ${others.join(' and ')}` : 'left out';
    const why = needed ? '' : ' without golden pictures, or with public addresses';
    if (!needed || !free) refuse(scope, 'release-test-port', `testListenerPort must be ${allowed}${why}, got ${port}`);
  }
  if (!goldenPictures) return;
  if (isPublic && allowFrom) {
    refuse(scope, 'release-golden-way', 'goldenPictures must be left out when allowFrom is given, got both');
  }
  if (certificate && !domainName) {
    refuse(scope, 'release-golden-way', 'domainName must be given with a certificate and goldenPictures, got none');
  }
  if (goldenPictures._drawn && !demoModel) {
    refuse(scope, 'release-golden-model', 'goldenPictures must be of your own for a model of your own, got drawn()');
  }
}

/** A listener of its own in a private network; in public, a rule for those who say that they come to test. */
export function openTestWay(scope: Construct, shift: Shift, site: ReleaseSite, groups: Groups): TestWay {
  const { certificate, domainName, isPublic } = site.access;
  const name = groups.loadBalancer.loadBalancerDnsName;
  const origin = `${certificate ? 'https' : 'http'}://${name}`;
  const host = certificate ? domainName : undefined;
  if (isPublic) {
    const says = elbv2.ListenerCondition.httpHeader(testHeader.name, [testHeader.value]);
    return { url: origin, host, rule: testRule(scope, groups.listener, says, groups) };
  }
  const { testListenerPort: port = defaultPort } = shift;
  const listener = testListener(port, site, groups);
  const network = functionNetwork(scope, site);
  listener.connections.allowDefaultPortFrom(network.securityGroup, 'Golden pictures');
  const all = elbv2.ListenerCondition.pathPatterns(['/*']);
  return { url: `${origin}:${port}`, host, network, rule: testRule(scope, listener, all, groups) };
}

function testListener(
  port: number,
  { access: { certificate } }: ReleaseSite,
  { loadBalancer, green }: Groups,
): elbv2.ApplicationListener {
  return loadBalancer.addListener('TestListener', {
    port,
    open: false,
    defaultTargetGroups: [green],
    ...(certificate
      ? {
          protocol: elbv2.ApplicationProtocol.HTTPS,
          certificates: [certificate],
          sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS,
        }
      : { protocol: elbv2.ApplicationProtocol.HTTP }),
  });
}

function testRule(
  scope: Construct,
  listener: elbv2.ApplicationListener,
  condition: elbv2.ListenerCondition,
  { targetGroup: blue, green }: Groups,
): elbv2.ApplicationListenerRule {
  const action = elbv2.ListenerAction.weightedForward([
    { targetGroup: blue, weight: 0 },
    { targetGroup: green, weight: 100 },
  ]);
  return forwardingRule(scope, 'Test', { listener, priority: 1, conditions: [condition], action });
}

function functionNetwork(scope: Construct, { vpc, access: { apiKeys } }: ReleaseSite): FunctionNetwork {
  const securityGroup = new ec2.SecurityGroup(scope, 'GoldenPictures', {
    vpc,
    description: 'Golden pictures for the releases of an image classifier',
    allowAllOutbound: false,
  });
  // The way on which tasks get the same list.
  if (apiKeys) securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'AWS Secrets Manager');
  return { vpc, subnets: privateSubnets(scope, vpc), securityGroup };
}
