import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import type { CanaryOptions, LinearOptions } from '../release';

export type Shift =
  | ({ readonly kind: 'BLUE_GREEN' } & CanaryOptions)
  | ({ readonly kind: 'CANARY' } & CanaryOptions)
  | ({ readonly kind: 'LINEAR' } & LinearOptions);

/**
 * The pace of a release, as AWS::ECS::Service names it; the ranges are those of
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CanaryConfiguration.html and API_LinearConfiguration.html.
 */
export function paceOf(scope: Construct, shift: Shift): Record<string, unknown> {
  const { kind, bakeTime = Duration.minutes(10) } = shift;
  const pace = { Strategy: kind, BakeTimeInMinutes: minutes(scope, 'bakeTime', bakeTime) };
  if (kind === 'CANARY') {
    const { percent = 5, stepBakeTime = Duration.minutes(10) } = shift;
    const CanaryPercent = requirePercent(scope, 'percent', percent, 0.1);
    const CanaryBakeTimeInMinutes = minutes(scope, 'stepBakeTime', stepBakeTime);
    return { ...pace, CanaryConfiguration: { CanaryPercent, CanaryBakeTimeInMinutes } };
  }
  if (kind === 'LINEAR') {
    const { stepPercent = 10, stepBakeTime = Duration.minutes(6) } = shift;
    const StepPercent = requirePercent(scope, 'stepPercent', stepPercent, 3);
    const StepBakeTimeInMinutes = minutes(scope, 'stepBakeTime', stepBakeTime);
    return { ...pace, LinearConfiguration: { StepPercent, StepBakeTimeInMinutes } };
  }
  return pace;
}

function requirePercent(scope: Construct, name: string, value: number, min: number): number {
  const isStep = Math.round(value * 10) / 10 === value;
  if (isStep && value >= min && value <= 100) return value;
  return refuse(scope, 'release-percent', `${name} must be between ${min} and 100, in steps of 0.1, got ${value}`);
}

function minutes(scope: Construct, name: string, time: Duration): number {
  if (time.isUnresolved()) return time.toMinutes();
  const value = time.toMinutes({ integral: false });
  if (Number.isInteger(value) && value <= 1440) return value;
  return refuse(scope, 'release-bake-time', `${name} must be whole minutes from 0 to 1440, got ${value} minutes`);
}
