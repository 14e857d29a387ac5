import type { aws_ecs as ecs } from 'aws-cdk-lib';
import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface ManagedRoles {
  readonly infrastructureRole: iam.Role;
  readonly ec2InstanceProfile: iam.InstanceProfile;
}

/**
 * What Amazon ECS does in your name, and what its agent on an instance may call.
 *
 * The CDK's own would have fixed names, which the managed policy asks for and which collide in a second region; here the one
 * role is allowed to pass the other by a right of its own.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-instance-profile.html
 */
export function managedRoles(scope: Construct, { clusterArn }: ecs.ICluster): ManagedRoles {
  const instanceRole = new iam.Role(scope, 'InstanceRole', {
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
  });
  const instances = Stack.of(scope).formatArn({
    service: 'ecs',
    resource: 'container-instance',
    resourceName: '*',
  });
  const allow = (resources: string[], ...actions: string[]) =>
    instanceRole.addToPolicy(new iam.PolicyStatement({ actions, resources }));
  allow(['*'], 'ecs:DiscoverPollEndpoint');
  allow([clusterArn], 'ecs:RegisterContainerInstance', 'ecs:SubmitAttachmentStateChanges', 'ecs:SubmitTaskStateChange');
  allow([instances], 'ecs:Poll', 'ecs:StartTelemetrySession', 'ecs:PutSystemLogEvents');

  const policy = 'AmazonECSInfrastructureRolePolicyForManagedInstances';
  const infrastructureRole = new iam.Role(scope, 'InfrastructureRole', {
    assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(policy)],
  });
  infrastructureRole.addToPolicy(
    new iam.PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [instanceRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    }),
  );
  return {
    infrastructureRole,
    ec2InstanceProfile: new iam.InstanceProfile(scope, 'InstanceProfile', { role: instanceRole }),
  };
}
