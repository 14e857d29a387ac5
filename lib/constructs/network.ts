import { aws_ec2 as ec2, Fn, aws_logs as logs, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refuse, requireKnown, requireWithin } from '../private/refusals';

/** What can be chosen for a network. */
export interface NetworkProps {
  /**
   * How many Availability Zones the network spans, from 2 (the fewest a load balancer works in) to 6.
   *
   * @default 2
   */
  readonly availabilityZones?: number;

  /**
   * How many gateways let private subnets out to the internet.
   *
   * Each costs about 37 USD a month with its address, and 0.045 USD per GB. With none, interface endpoints for what the tasks need
   * (Amazon ECR and CloudWatch Logs) cost about 22 USD a month per Availability Zone, and nothing else is reachable.
   *
   * @default 0
   */
  readonly natGateways?: number;

  /**
   * The range of private addresses.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * How long the record of connections is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly flowLogRetention?: logs.RetentionDays;
}

/** A network for classifiers: tasks in private subnets, without a way to the internet unless you ask for one. */
export class Network extends Construct {
  /** The network, to be passed to any classifier. */
  public readonly vpc: ec2.Vpc;
  private readonly endpoints?: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: NetworkProps = {}) {
    super(scope, id);
    const { availabilityZones = 2, natGateways = 0, cidr = '10.0.0.0/16' } = props;
    const { flowLogRetention = logs.RetentionDays.ONE_MONTH } = props;
    requireKnown(this, 'network-cidr', { cidr });
    requireKnown(this, 'network-availability-zones', { availabilityZones });
    requireWithin(this, 'network-availability-zones', {
      name: 'availabilityZones',
      value: availabilityZones,
      min: 2,
      max: 6,
    });
    requireKnown(this, 'network-nat-gateways', { natGateways });
    requireWithin(this, 'network-nat-gateways', {
      name: 'natGateways',
      value: natGateways,
      min: 0,
      max: availabilityZones,
    });

    requireRoom(this, cidr, availabilityZones);
    const { PUBLIC, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS } = ec2.SubnetType;
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(cidr),
      ...zones(Stack.of(this), availabilityZones),
      natGateways,
      // Nothing here uses the group that every network has: what gets it by mistake reaches nothing.
      restrictDefaultSecurityGroup: true,
      subnetConfiguration: [
        { name: 'Public', subnetType: PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: natGateways > 0 ? PRIVATE_WITH_EGRESS : PRIVATE_ISOLATED },
      ],
      // The layers of every image in Amazon ECR lie in Amazon S3, and this way to it is free.
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    });
    this.recordConnections(flowLogRetention);
    if (natGateways === 0) this.endpoints = this.connectToAws(cidr);
  }

  /**
   * Opens a private way to one more service of AWS, for about 7 USD a month per Availability Zone; with NAT there is a way
   * already, and nothing is added. A service that has such a way already, as those of any task have, gets no second one.
   */
  public connectTo(service: ec2.InterfaceVpcEndpointAwsService): void {
    if (!this.endpoints || this.vpc.node.tryFindChild(endpointId(service))) return;
    this.vpc.addInterfaceEndpoint(endpointId(service), { service, open: false, securityGroups: [this.endpoints] });
  }

  private recordConnections(retention: logs.RetentionDays): void {
    const logGroup = new logs.LogGroup(this, 'FlowLog', { retention });
    this.vpc.addFlowLog('FlowLog', { destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup) });
  }

  private connectToAws(cidr: string): ec2.SecurityGroup {
    const endpoints = new ec2.SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: 'Endpoints of AWS services',
      allowAllOutbound: false,
    });
    endpoints.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.HTTPS, 'Everything in this network');
    for (const [id, service] of Object.entries(neededByAll)) {
      this.vpc.addInterfaceEndpoint(id, { service, open: false, securityGroups: [endpoints] });
    }
    return endpoints;
  }
}

const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS } = ec2.InterfaceVpcEndpointAwsService;
const neededByAll = { Ecr: ECR, EcrDocker: ECR_DOCKER, Logs: CLOUDWATCH_LOGS };

/** A second endpoint for a service would claim the same private name, and its creation would fail. */
function endpointId({ shortName }: ec2.InterfaceVpcEndpointAwsService): string {
  const needed = Object.entries(neededByAll).find(([, service]) => service.shortName === shortName);
  return needed?.[0] ?? shortName;
}

/** A public subnet of 256 addresses in each zone, and as many or more for its private one; 65 536 are the most a VPC has. */
function requireRoom(scope: Construct, cidr: string, zones: number): void {
  const [, address = '', bits = ''] = /^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const smallest = 24 - Math.ceil(Math.log2(2 * zones));
  const isAddress = address.split('.').every((part) => part !== '' && Number(part) <= 255);
  if (isAddress && Number(bits) >= 16 && Number(bits) <= smallest) return;
  refuse(scope, 'network-cidr', `cidr must be such as 10.0.0.0/16, up to /${smallest} for ${zones} zones, got ${cidr}`);
}

/**
 * Of a stack that does not know its account and region, the CDK takes two zones however many are asked for; here the deployment
 * takes them from the region, and fails where it has fewer.
 */
function zones({ account, region }: Stack, count: number): Pick<ec2.VpcProps, 'maxAzs' | 'availabilityZones'> {
  if (count <= 2 || ![account, region].some(Token.isUnresolved)) return { maxAzs: count };
  return { availabilityZones: Array.from({ length: count }, (_, place) => Fn.select(place, Fn.getAzs())) };
}
