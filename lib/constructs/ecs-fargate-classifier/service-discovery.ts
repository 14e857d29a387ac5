import { aws_servicediscovery as cloudmap, Duration, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { defaultPort } from '../../contracts/http-api';
import { refuse } from '../../private/refusals';
import type { ServiceDiscoveryOptions } from '../access';
import { requireDnsName } from './dns-name';
import type { Entrance, EntranceOptions, Way } from './entrance';

const dnsSeconds = 10;
const ownName = 'internal';

/** A name in the network's own DNS that leads to all healthy tasks. */
export function discovered(options: ServiceDiscoveryOptions): Way {
  // Callers remember an address for as long as the record says, and most a little longer.
  return {
    balanced: false,
    reservedMiB: 0,
    graceSeconds: 2 * dnsSeconds,
    open: (scope, entrance) => publish(scope, options, entrance),
  };
}

function publish(
  scope: Construct,
  { namespace, dnsName = 'classifier' }: ServiceDiscoveryOptions,
  { cluster, service }: EntranceOptions,
): Entrance {
  requireDnsName(scope, dnsName);
  if (namespace && namespace.type !== cloudmap.NamespaceType.DNS_PRIVATE) {
    refuse(scope, 'access-namespace', `namespace must be one with private DNS, got ${namespace.type}`);
  }
  const place = namespace ?? ownNamespace(scope, cluster.vpc);
  service.enableCloudMap({
    cloudMapNamespace: place,
    name: dnsName,
    dnsRecordType: cloudmap.DnsRecordType.A,
    dnsTtl: Duration.seconds(dnsSeconds),
    failureThreshold: 1,
  });
  const { securityGroups } = service.connections;
  const connections = new ec2.Connections({ securityGroups, defaultPort: ec2.Port.tcp(defaultPort) });
  return { url: `http://${dnsName}.${place.namespaceName}:${defaultPort}`, connections, namespace: place };
}

/** A network can know a name by one namespace only; Amazon Route 53 refuses a second. */
function ownNamespace(scope: Construct, vpc: ec2.IVpc): cloudmap.INamespace {
  const { vpcId } = vpc;
  const namespaces = scope.node.root.node.findAll().filter((node) => node instanceof cloudmap.CfnPrivateDnsNamespace);
  const other = namespaces.find(({ name, vpc: place }) => name === ownName && place === vpcId);
  if (other) {
    const problem = `namespace must be given where the network has one called ${ownName}, got none`;
    refuse(scope, 'access-namespace', `${problem} besides that of ${other.node.scope?.node.scope?.node.path}`);
  }
  const description = 'Services around an image classifier';
  return new cloudmap.PrivateDnsNamespace(scope, 'Namespace', { name: ownName, vpc, description });
}
