import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Compute } from '../../../lib';
import { onlyResource } from '../synthesized';
import { fleetTemplate } from '../synthesized-fleet';

test.each([
  ['instances', Compute.ec2({ gpus: 1, cpu: 16_384, instanceTypes: [new ec2.InstanceType('g6.4xlarge')] })],
  ['managed instances', Compute.managedInstances({ gpus: 1, cpu: 16_384 })],
])('on %s a GPU is shared by 8 processes at most, however many vCPUs the task has', (_, compute) => {
  const template = fleetTemplate(() => ({ compute }));
  const [server] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(server.Environment).toContainEqual({ Name: 'IMAGE_CLASSIFIER_PROCESSES', Value: '8' });
});
