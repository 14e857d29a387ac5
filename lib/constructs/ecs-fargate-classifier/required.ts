import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { certificateRegion } from '../../private/edge/certificate-region';
import { refuse, requireWithin } from '../../private/refusals';
import { leastOfServer } from '../../private/tasks/task-size';
import type { Access } from '../access';
import type { EcsFargateClassifierProps } from '../ecs-fargate-classifier-props';
import { requireHostName } from './dns-name';

type Wishes = EcsFargateClassifierProps & Required<Pick<EcsFargateClassifierProps, 'minTasks' | 'maxTasks'>>;

/** Refuses what cannot work together. */
export function requireService(scope: Construct, access: Access, wishes: Wishes): void {
  const { minTasks, maxTasks, accessLogs, deletionProtection } = wishes;
  requireWithin(scope, 'ecs-max-tasks', { name: 'maxTasks', value: maxTasks, min: 1, max: 100 });
  requireWithin(scope, 'ecs-min-tasks', { name: 'minTasks', value: minTasks, min: 1, max: maxTasks });
  if (access.apiKeys && access.isPublic && !access.certificate) {
    refuse(scope, 'access-keys-without-tls', 'certificate must be given with apiKeys on the internet, got none');
  }
  requireHostName(scope, access.domainName);
  requireCertificateHere(scope, access);
  requireSignIn(scope, access);
  if (access.apiKeys && wishes.sidecars?.some(({ _plan }) => _plan.readsMetrics)) {
    refuse(
      scope,
      'sidecar-metrics',
      'sidecars must not ask for /metrics where callers need keys, got cloudwatch-agent',
    );
  }
  if (access._way.balanced) return;
  if (accessLogs)
    refuse(scope, 'access-load-balancer', 'accessLogs must be left out without a load balancer, got a bucket');
  if (deletionProtection) {
    refuse(scope, 'access-load-balancer', 'deletionProtection must be left out without a load balancer, got true');
  }
}

/** What the way to the tasks leaves of their memory. */
export function memoryWithoutProxy(scope: Construct, { _way: { reservedMiB } }: Access, memoryMiB: number): number {
  if (reservedMiB === 0 || Token.isUnresolved(memoryMiB)) return memoryMiB;
  const least = leastOfServer.memoryMiB + reservedMiB;
  if (memoryMiB >= least) return memoryMiB - reservedMiB;
  const wanted = `memoryMiB must be ${least} or more for Access.serviceConnect()`;
  return refuse(scope, 'access-service-connect-memory', `${wanted}, got ${memoryMiB}`);
}

function requireCertificateHere(scope: Construct, { certificate }: Access): void {
  const { region } = Stack.of(scope);
  const got = certificate && certificateRegion(certificate);
  if (got === undefined || Token.isUnresolved(region) || got === region) return;
  refuse(scope, 'access-certificate-region', `certificate must be in ${region}, got ${got}`);
}

function requireSignIn(scope: Construct, { signIn, certificate, domainName, apiKeys }: Access): void {
  if (!signIn) return;
  if (!certificate) refuse(scope, 'access-sign-in-tls', 'certificate must be given with signIn, got none');
  if (signIn._forPeople && !domainName) {
    refuse(scope, 'access-sign-in-name', 'domainName must be given when people sign in, got none');
  }
  if (apiKeys) refuse(scope, 'access-sign-in-keys', 'apiKeys must be left out with signIn, got both');
}
