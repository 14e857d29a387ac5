import {
  Duration,
  type aws_ec2 as ec2,
  type aws_ecs as ecs,
  aws_elasticloadbalancingv2 as elbv2,
  type aws_s3 as s3,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { routes } from '../../contracts/http-api';
import { accessLogBucket, logRequests } from '../../private/access-logs';
import type { ConnectionTimes } from '../../private/connection-times';
import { loadBalancerSubnets } from '../../private/load-balancer-subnets';
import { privateSubnets } from '../../private/private-subnets';
import { refuse, warn } from '../../private/refusals';
import type { Access } from '../access';

export interface LoadBalancerOptions {
  readonly vpc: ec2.IVpc;
  readonly service: ecs.BaseService;
  readonly access: Access;
  readonly times: ConnectionTimes;
  readonly accessLogs?: s3.IBucket;
  readonly deletionProtection?: boolean;
}

/** A load balancer in front of the tasks. */
export interface LoadBalancer {
  readonly loadBalancer: elbv2.ApplicationLoadBalancer;
  readonly listener: elbv2.ApplicationListener;
  readonly targetGroup: elbv2.ApplicationTargetGroup;
  readonly url: string;
}

export function loadBalance(scope: Construct, options: LoadBalancerOptions): LoadBalancer {
  const { access, service, times } = options;
  const loadBalancer = balance(scope, options);
  const listener = listen(scope, loadBalancer, access);
  const targetGroup = addTasks(listener, service, times);
  const host = access.domainName ?? loadBalancer.loadBalancerDnsName;
  return { loadBalancer, listener, targetGroup, url: `${access.certificate ? 'https' : 'http'}://${host}` };
}

function balance(
  scope: Construct,
  { vpc, access, times, accessLogs, deletionProtection = false }: LoadBalancerOptions,
): elbv2.ApplicationLoadBalancer {
  const { isPublic } = access;
  if (isPublic && vpc.publicSubnets.length === 0) {
    refuse(scope, 'network-public-subnets', 'vpc must have public subnets for Access.internet(), got none');
  }
  const subnets = isPublic
    ? loadBalancerSubnets(scope, 'public', vpc.publicSubnets)
    : loadBalancerSubnets(scope, 'private', privateSubnets(scope, vpc));
  const loadBalancer = new elbv2.ApplicationLoadBalancer(scope, 'LoadBalancer', {
    vpc,
    internetFacing: isPublic,
    vpcSubnets: { subnets },
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
  { certificate, isPublic, allowFrom }: Access,
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

function addTasks(
  listener: elbv2.ApplicationListener,
  service: ecs.BaseService,
  times: ConnectionTimes,
): elbv2.ApplicationTargetGroup {
  return listener.addTargets('Tasks', {
    protocol: elbv2.ApplicationProtocol.HTTP,
    targets: [service],
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
  });
}
