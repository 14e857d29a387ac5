import { Match } from 'aws-cdk-lib/assertions';
import { Scaling } from '../../lib';
import { onlyResource, templateWith } from './synthesized';

const byDefault = templateWith();

test('runs between 2 and 20 tasks and aims at 60 % CPU', () => {
  byDefault.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 20 });
  byDefault.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    TargetTrackingScalingPolicyConfiguration: Match.objectLike({ TargetValue: 60, ScaleInCooldown: 300 }),
  });
});

test('runs as many tasks as you say', () => {
  const template = templateWith(() => ({ minTasks: 3, maxTasks: 7, scaling: Scaling.onCpu({ targetPercent: 45 }) }));
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 3, MaxCapacity: 7 });
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    TargetTrackingScalingPolicyConfiguration: Match.objectLike({ TargetValue: 45 }),
  });
});

test('a deployment in the busiest hour does not set the fleet back to its minimum', () => {
  expect(onlyResource(byDefault, 'AWS::ECS::Service')).not.toHaveProperty('DesiredCount');
});
