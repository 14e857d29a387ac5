import { Duration, aws_elasticloadbalancingv2 as elbv2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { routes } from '../../contracts/http-api';
import { accessLogBucket, logRequests } from '../../private/access-logs';
import { loadBalancerSubnets } from '../../private/load-balancer-subnets';
import { privateSubnets } from '../../private/private-subnets';
import { refuse, warn } from '../../private/refusals';
import type { ConnectionTimes } from '../../private/tasks/connection-times';
import type { InternetAccessOptions } from '../access';
import type { Entrance, EntranceOptions, Way } from './entrance';

/** A way that has a load balancer for certain. */
type BalancedWay = Omit<Way, 'open'> & {
  readonly open: (
    scope: Construct,
    options: EntranceOptions,
  ) => Entrance & Required<Pick<Entrance, 'loadBalancer' | 'listener'>>;
};

/** A load balancer in front of the tasks. */
export function loadBalanced(access: AccessSide): BalancedWay {
  return {
    balanced: true,
    reservedMiB: 0,
    // The load balancer stops sending requests before a task is told to stop.
    graceSeconds: 0,
    open: (scope, options) => {
      const loadBalancer = balance(scope, access, options);
      access.firewall?._protect(scope, loadBalancer, access.signIn?._forPeople);
      const listener = listen(scope, loadBalancer, access);
      const targetGroupProps = groupOfTasks(options.times);
      const { vpc } = options.cluster;
      const targets = { vpc, targets: [options.service] };
      const targetGroup = new elbv2.ApplicationTargetGroup(listener, 'TasksGroup', { ...targetGroupProps, ...targets });
      const forward = elbv2.ListenerAction.forward([targetGroup]);
      const { signIn, domainName } = access;
      listener.addAction('Tasks', { action: signIn?._before(scope, forward, { listener, domainName }) ?? forward });
      const host = access.domainName ?? loadBalancer.loadBalancerDnsName;
      const url = `${access.certificate ? 'https' : 'http'}://${host}`;
      const parts = { loadBalancer, listener, targetGroup };
      return { ...parts, url, connections: listener.connections, traffic: { ...parts, targetGroupProps } };
    },
  };
}

/** Who may come, and under which name. */
export type AccessSide = Pick<
  InternetAccessOptions,
  'certificate' | 'domainName' | 'allowFrom' | 'firewall' | 'signIn'
> & {
  readonly isPublic: boolean;
};

function balance(
  scope: Construct,
  { isPublic, allowFrom, signIn }: AccessSide,
  { cluster, times, accessLogs, deletionProtection = false }: EntranceOptions,
): elbv2.ApplicationLoadBalancer {
  const { vpc } = cluster;
  if (isPublic && vpc.publicSubnets.length === 0) {
    refuse(scope, 'network-public-subnets', 'vpc must have public subnets for Access.internet(), got none');
  }
  if (signIn && !isPublic && vpc.privateSubnets.length === 0) {
    refuse(scope, 'access-sign-in-network', 'vpc must have a way to the internet for signIn, got none');
  }
  for (const peer of allowFrom ?? []) {
    const { cidrIpv6 } = peer.toIngressRuleConfig();
    if (cidrIpv6) refuse(scope, 'access-ipv6', `allowFrom must be addresses of IPv4, got ${cidrIpv6}`);
  }
  const subnets = isPublic
    ? loadBalancerSubnets(scope, 'public', vpc.publicSubnets)
    : loadBalancerSubnets(scope, 'private', privateSubnets(scope, vpc));
  const loadBalancer = new elbv2.ApplicationLoadBalancer(scope, 'LoadBalancer', {
    vpc,
    internetFacing: isPublic,
    vpcSubnets: { subnets },
    http2Enabled: true,
    dropInvalidHeaderFields: true,
    idleTimeout: Duration.seconds(times.idle),
    deletionProtection,
  });
  logRequests(loadBalancer, accessLogs ?? accessLogBucket(scope));
  return loadBalancer;
}

function listen(
  scope: Construct,
  loadBalancer: elbv2.ApplicationLoadBalancer,
  { certificate, isPublic, allowFrom }: AccessSide,
): elbv2.ApplicationListener {
  const open = isPublic && !allowFrom;
  const listener = loadBalancer.addListener('Listener', {
    open,
    ...(certificate
      ? { port: 443, certificates: [certificate], sslPolicy: elbv2.SslPolicy.RECOMMENDED_TLS }
      : { port: 80, protocol: elbv2.ApplicationProtocol.HTTP }),
  });
  const listeners = certificate ? [listener, loadBalancer.addRedirect({ open })] : [listener];
  for (const { connections } of listeners) {
    for (const peer of allowFrom ?? []) connections.allowDefaultPortFrom(peer);
  }
  if (isPublic && !certificate) warn(scope, 'access-without-tls');
  return listener;
}

function groupOfTasks(times: ConnectionTimes) {
  return {
    protocol: elbv2.ApplicationProtocol.HTTP,
    deregistrationDelay: Duration.seconds(times.deregistration),
    // A picture costs far more than a connection, so the next one goes where the fewest are being worked on.
    loadBalancingAlgorithmType: elbv2.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
    healthCheck: {
      path: routes.ready.path,
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 3,
    },
  };
}
