import {
  aws_servicediscovery as cloudmap,
  Duration,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
  aws_logs as logs,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { defaultPort } from '../../contracts/http-api';
import { portName } from '../../private/tasks/server-task';
import type { ServiceConnectOptions } from '../access';
import { requireDnsName } from './dns-name';
import type { Entrance, EntranceOptions, Way } from './entrance';

/** A proxy beside every task and every caller, which knows all tasks, tries again elsewhere, and tells what it sees. */
export function serviceConnected(options: ServiceConnectOptions): Way {
  // A caller's proxy learns a moment later that a task goes, and is still answered meanwhile.
  // AWS recommends 64 MiB for the proxy; with twice that, a server that needs all it may have does not take its proxy along.
  return {
    balanced: false,
    reservedMiB: 128,
    graceSeconds: 10,
    open: (scope, entrance) => connect(scope, options, entrance),
  };
}

function connect(
  scope: Construct,
  { namespace, dnsName = 'classifier', certificateAuthority }: ServiceConnectOptions,
  { cluster, service, times, name, logRetention }: EntranceOptions,
): Entrance {
  requireDnsName(scope, dnsName);
  const place = namespace ?? cluster.defaultCloudMapNamespace ?? ownNamespace(scope, name);
  const second = Duration.seconds;
  service.enableServiceConnect({
    namespace: place.namespaceArn,
    services: [
      {
        portMappingName: portName,
        discoveryName: dnsName,
        dnsName,
        port: defaultPort,
        // The proxy waits longer than the slowest answer takes, and hangs up before the server does.
        perRequestTimeout: second(times.deregistration + 5),
        idleTimeout: second(times.idle),
        tls: certificateAuthority && {
          awsPcaAuthorityArn: certificateAuthority.certificateAuthorityArn,
          role: encryptionRole(scope),
        },
      },
    ],
    logDriver: ecs.LogDrivers.awsLogs({
      logGroup: new logs.LogGroup(scope, 'ProxyLog', { retention: logRetention }),
      streamPrefix: 'proxy',
    }),
  });
  const { securityGroups } = service.connections;
  const connections = new ec2.Connections({ securityGroups, defaultPort: ec2.Port.tcp(defaultPort) });
  // Callers speak plain HTTP with the proxy beside them; from proxy to proxy it is TLS where an authority is given.
  return { url: `http://${dnsName}:${defaultPort}`, connections, namespace: place };
}

function ownNamespace(scope: Construct, name: string): cloudmap.INamespace {
  return new cloudmap.HttpNamespace(scope, 'Namespace', { name, description: 'Services around an image classifier' });
}

/** Amazon ECS asks the authority for certificates and renews them; the policy is the one that its documentation names. */
function encryptionRole(scope: Construct): iam.Role {
  const policy = 'service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity';
  return new iam.Role(scope, 'EncryptionRole', {
    assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(policy)],
  });
}
