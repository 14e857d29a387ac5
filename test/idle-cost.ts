import { endpointCost } from './idle-endpoint-cost';

// biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation allows
type Properties = Record<string, any>;
export interface Resources {
  readonly [id: string]: { readonly Type: string; readonly Properties?: Properties };
}

const hours = 730;
const fargate = {
  ARM64: { vcpu: 0.03238, gibibyte: 0.00356 },
  X86_64: { vcpu: 0.04048, gibibyte: 0.004445 },
};
const instanceHour: Record<string, number> = { 'g6.xlarge': 0.8048 };
const address = 0.005 * hours;
/** What the servers of a service publish all the time, and what CloudWatch Container Insights does of a cluster with one service. */
const metricCount = { servers: 27, insights: 38 };
/** Some 20 MB a day of log lines with metrics. */
const linesOfTask = 0.3;

/**
 * USD a month in us-east-1, before anybody calls: the price lists of AWS as of 11 September 2026, without tax, disks, requests
 * and whatever is free for a while.
 */
const monthly: Record<string, (properties: Properties, all: Resources) => number> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': ({ MinCapacity, ServiceNamespace }, all) =>
    ServiceNamespace === 'ecs' && MinCapacity > 0 ? MinCapacity * taskCost(all) : 0,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ Scheme, Subnets }) =>
    0.0225 * hours + (Scheme === 'internet-facing' ? Subnets.length * address : 0),
  'AWS::EC2::VPCEndpoint': ({ VpcEndpointType, SubnetIds = [] }) =>
    VpcEndpointType === 'Interface' ? 0.01 * hours * SubnetIds.length : 0,
  'AWS::EC2::NatGateway': () => 0.045 * hours + address,
  'AWS::ECS::Cluster': ({ ClusterSettings = [] }) =>
    /enabled|enhanced/.test(JSON.stringify(ClusterSettings)) ? metricCount.insights * 0.3 : 0,
  'AWS::SageMaker::EndpointConfig': endpointCost,
  'AWS::CloudWatch::Alarm': alarmCost,
  'AWS::CloudWatch::CompositeAlarm': () => 0.5,
  'AWS::CloudWatch::Dashboard': () => 3,
  'AWS::SecretsManager::Secret': () => 0.4,
  'AWS::KMS::Key': () => 1,
  'AWS::WAFv2::WebACL': ({ Rules }) => 5 + Rules.length,
  'AWS::ServiceDiscovery::PrivateDnsNamespace': () => 0.5,
};

/** What a stack costs while nobody calls, by the types of its resources. */
export function idleCosts(all: Resources): Record<string, number> {
  const costs: Record<string, number> = {};
  for (const { Type, Properties = {} } of Object.values(all)) {
    const cost = monthly[Type]?.(Properties, all) ?? 0;
    if (cost > 0) costs[Type] = (costs[Type] ?? 0) + cost;
  }
  const keepsRunning = Object.values(all).some(
    ({ Type, Properties }) => Type.endsWith('::ScalableTarget') && Properties?.MinCapacity > 0,
  );
  if (keepsRunning) costs['metrics of the servers'] = metricCount.servers * 0.3;
  return costs;
}

/** One task of the classifier: a share of AWS Fargate, or an instance of its own. */
function taskCost(all: Resources): number {
  const each = (type: string) =>
    Object.values(all).flatMap(({ Type, Properties }) => (Type === type && Properties ? [Properties] : []));
  const [group] = each('AWS::AutoScaling::AutoScalingGroup');
  if (group) {
    const [{ InstanceType }] = group.MixedInstancesPolicy.LaunchTemplate.Overrides;
    return instanceHour[InstanceType] * hours + linesOfTask;
  }
  const [{ Cpu, Memory, RuntimePlatform }] = each('AWS::ECS::TaskDefinition').filter(({ ContainerDefinitions }) =>
    ContainerDefinitions.some(({ Name }: { Name: string }) => Name === 'server'),
  );
  const { vcpu, gibibyte } = fargate[RuntimePlatform.CpuArchitecture as keyof typeof fargate];
  return ((Cpu / 1024) * vcpu + (Memory / 1024) * gibibyte) * hours + linesOfTask;
}

/** By metric it looks at; one that looks more often than every minute costs three times as much, and so does a learned band. */
function alarmCost({ Period, Metrics = [{ MetricStat: { Period } }] }: Properties): number {
  const looked = Metrics.filter(({ MetricStat }: Properties) => MetricStat);
  const often = looked.some(({ MetricStat }: Properties) => MetricStat.Period < 60);
  const learns = JSON.stringify(Metrics).includes('ANOMALY_DETECTION_BAND');
  return looked.length * (often || learns ? 0.3 : 0.1);
}
