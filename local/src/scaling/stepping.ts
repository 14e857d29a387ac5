import type { StepPolicy } from '../assembly/model';
import type { AlarmState } from './alarm-state';
import type { Wish } from './tracking';

/**
 * What a step policy wants while its alarm is on: the step into which the distance of the metric from the threshold falls.
 *
 * @param from the capacity that a change in progress began from
 */
export function stepWish(
  policy: StepPolicy,
  { alarm, value, state }: AlarmState,
  { capacity, from }: { capacity: number; from: number },
): Wish | undefined {
  if (state !== 'ALARM' || value === undefined) return undefined;
  const distance = value - alarm.threshold;
  // A bound belongs to the step that is further from the threshold, in the direction in which the alarm looks.
  const rises = alarm.comparison.startsWith('Greater');
  const step = policy.steps.find(({ from: low, to: high }) =>
    rises ? distance >= low && distance < high : distance > low && distance <= high,
  );
  if (!step) return undefined;
  const base = step.by > 0 ? from : capacity;
  return { policy: policy.id, capacity: adjusted(policy, base, step.by), cooldownSeconds: policy.cooldownSeconds };
}

function adjusted({ adjustment, minimum }: StepPolicy, base: number, by: number): number {
  if (adjustment === 'ExactCapacity') return by;
  if (adjustment === 'ChangeInCapacity') return Math.max(0, base + by);
  const exact = (base * by) / 100;
  // Less than one whole task is one, beyond that the fraction is dropped.
  const whole = Math.abs(exact) < 1 ? Math.sign(exact) : Math.trunc(exact);
  return Math.max(0, base + Math.sign(whole) * Math.max(Math.abs(whole), minimum));
}
