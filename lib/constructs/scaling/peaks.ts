import type { aws_ecs as ecs } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse, requireWithin } from '../../private/refusals';
import type { Peak } from '../peak';

/** The fewest and the most that ever run. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** Refuses peaks that nobody could tell apart, or that want what is not allowed. */
export function requirePeaks(scope: IConstruct, peaks: readonly Peak[], { min, max }: Bounds): void {
  const names = new Set<string>();
  for (const { name, workers } of peaks) {
    if (names.has(name)) refuse(scope, 'scaling-peaks', `schedules must have different names, got ${name} twice`);
    names.add(name);
    requireWithin(scope, 'scaling-peaks', { name: `workers of ${name}`, value: workers, min, max });
  }
}

/** Raises the minimum for the time of each peak; what runs above it is never touched. */
export function prepareFor(peaks: readonly Peak[], count: ecs.ScalableTaskCount, min: number): void {
  for (const { name, workers, from, until, timeZone } of peaks) {
    count.scaleOnSchedule(`${name}Begins`, { schedule: from, timeZone, minCapacity: workers });
    count.scaleOnSchedule(`${name}Ends`, { schedule: until, timeZone, minCapacity: min });
  }
}
