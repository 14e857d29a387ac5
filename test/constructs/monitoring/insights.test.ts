import { aws_ec2 as ec2, aws_ecs as ecs, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Compute, EcsFargateClassifier, Network, QueueWorkerFleet } from '../../../lib';
import { shopWatching } from '../synthesized-monitoring';

const { DISABLED, ENABLED, ENHANCED } = ecs.ContainerInsights;
type Pattern = typeof EcsFargateClassifier | typeof QueueWorkerFleet;

/** What a monitoring reads of Container Insights, and whether it has the alarm on them. */
function readWith(compute: (shop: Stack) => Compute | undefined, Pattern: Pattern = EcsFargateClassifier) {
  const monitoring = shopWatching((shop) => new Pattern(shop, 'Classifier', { compute: compute(shop) }));
  const template = Template.fromStack(Stack.of(monitoring));
  const board = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'));
  return {
    shown: [...board.matchAll(/ECS\/ContainerInsights\\",\\"(\w+)/g)].map(([, name]) => name),
    alarm: Object.values(template.findResources('AWS::CloudWatch::Alarm')).find(({ Properties }) =>
      JSON.stringify(Properties).includes('ContainerInsights'),
    )?.Properties,
  };
}

const clusterIn = (shop: Stack, containerInsightsV2: ecs.ContainerInsights) =>
  new ecs.Cluster(shop, 'Cluster', { vpc: new Network(shop, 'Network').vpc, containerInsightsV2 });

test('what is paid for is read: tasks that are wanted, run and wait, and containers that were started again', () => {
  const { shown, alarm } = readWith(() => undefined);
  expect(shown).toEqual(['DesiredTaskCount', 'RunningTaskCount', 'PendingTaskCount', 'RestartCount']);
  expect(alarm).toMatchObject({ EvaluationPeriods: 15, Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' });
  const [difference, ...counts] = alarm.Metrics;
  expect(difference.Expression).toBe('wanted - running');
  for (const { MetricStat } of counts) {
    expect(MetricStat.Metric.Dimensions).toEqual([
      { Name: 'ClusterName', Value: { Ref: expect.stringMatching(/^ClassifierCluster/) } },
      { Name: 'ServiceName', Value: { 'Fn::GetAtt': [expect.stringMatching(/^ClassifierService/), 'Name'] } },
    ]);
  }
});

test('a fleet whose cluster was given them has the same rows and the ticket; by itself it has none, and pays for none', () => {
  const paid = readWith(() => Compute.fargate({ containerInsights: ENABLED }), QueueWorkerFleet);
  expect(paid.shown).toEqual(['DesiredTaskCount', 'RunningTaskCount', 'PendingTaskCount', 'RestartCount']);
  expect(paid.alarm).toMatchObject({ EvaluationPeriods: 15, TreatMissingData: 'notBreaching' });
  expect(readWith(() => undefined, QueueWorkerFleet)).toEqual({ shown: [], alarm: undefined });
});

test.each<[string, (shop: Stack) => Compute, boolean]>([
  ['a cluster without them', () => Compute.fargate({ containerInsights: DISABLED }), false],
  ['a cluster with all of them', () => Compute.fargate({ containerInsights: ENHANCED }), true],
  ['a cluster of yours with them', (shop) => Compute.existingCluster({ cluster: clusterIn(shop, ENABLED) }), true],
  ['a cluster of yours without', (shop) => Compute.existingCluster({ cluster: clusterIn(shop, DISABLED) }), false],
  [
    'an imported cluster',
    (shop) => {
      const vpc = ec2.Vpc.fromVpcAttributes(shop, 'Vpc', {
        vpcId: 'vpc-1',
        availabilityZones: ['a', 'b'],
        privateSubnetIds: ['p1', 'p2'],
      });
      return Compute.existingCluster({
        cluster: ecs.Cluster.fromClusterAttributes(shop, 'Mine', { clusterName: 'm', vpc }),
      });
    },
    false,
  ],
])('%s is expected to have no more than it has', (_, compute, read) => {
  const { shown, alarm } = readWith(compute);
  expect([shown.length > 0, alarm !== undefined]).toEqual([read, read]);
});

test.each<[string, (containerInsights: ecs.ContainerInsights) => Compute]>([
  ['AWS Fargate', (containerInsights) => Compute.fargate({ containerInsights })],
  ['instances', (containerInsights) => Compute.ec2({ containerInsights })],
  ['managed instances', (containerInsights) => Compute.managedInstances({ containerInsights })],
])('the cluster for %s has the Container Insights that were chosen', (_, compute) => {
  const shop = new Stack();
  new EcsFargateClassifier(shop, 'Classifier', { compute: compute(ENHANCED) });
  Template.fromStack(shop).hasResourceProperties('AWS::ECS::Cluster', {
    ClusterSettings: [{ Name: 'containerInsights', Value: 'enhanced' }],
  });
});
