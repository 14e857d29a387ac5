import { aws_ec2 as ec2, aws_ecr as ecr, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Compute, InferenceImage, type QueueWorkerFleetProps } from '../../../lib';
import { onlyResource } from '../synthesized';
import { fleetTemplate, fleetWith } from '../synthesized-fleet';

test.each([
  ['instances', Compute.ec2({ gpus: 1, cpu: 16_384, instanceTypes: [new ec2.InstanceType('g6.4xlarge')] })],
  ['managed instances', Compute.managedInstances({ gpus: 1, cpu: 16_384 })],
])('on %s a GPU is shared by 8 processes at most, however many vCPUs the task has', (_, compute) => {
  const template = fleetTemplate(() => ({ compute }));
  const [server] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(server.Environment).toContainEqual({ Name: 'IMAGE_CLASSIFIER_PROCESSES', Value: '8' });
});

test.each([
  ['instances', Compute.ec2({ gpus: 4, instanceTypes: [new ec2.InstanceType('g6.12xlarge')] })],
  ['managed instances', Compute.managedInstances({ gpus: 4 })],
])(
  'on %s the bundled server works on one GPU of several, so somebody is told; an image of yours may use all',
  (_, compute) => {
    const told = (props: (shop: Stack) => QueueWorkerFleetProps = () => ({})) => {
      const fleet = fleetWith((shop) => ({ compute, ...props(shop) }));
      return Annotations.fromStack(Stack.of(fleet)).findWarning('*', Match.stringLikeRegexp('compute-idle-gpus'));
    };
    expect(told()).toHaveLength(1);
    expect(told((shop) => ({ image: InferenceImage.fromEcr(new ecr.Repository(shop, 'Images')) }))).toEqual([]);
  },
);
