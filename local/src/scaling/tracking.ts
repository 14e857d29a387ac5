import type { TrackingPolicy } from '../assembly/model';
import type { MetricStore } from './metric-store';

/** The alarms that AWS makes for a tracking policy: three minutes above the target, or fifteen clearly below it. */
const highPeriods = 3;
const lowPeriods = 15;
const clearlyBelow = 0.9;

export interface Wish {
  readonly policy: string;
  readonly capacity: number;
  readonly cooldownSeconds: number;
}

/**
 * What a policy of target tracking wants: so many more that the metric, shared by all, comes to its target; fewer only
 * where the metric of the last fifteen periods allows it, by its highest value.
 *
 * @param from the capacity that a change in progress began from
 */
export function trackingWish(
  policy: TrackingPolicy,
  metrics: MetricStore,
  { now, capacity, from }: { now: number; capacity: number; from: number },
): Wish | undefined {
  const { id, query, target, scalesIn, scaleInCooldownSeconds, scaleOutCooldownSeconds } = policy;
  const values = metrics.query(query, now, lowPeriods);
  const latest = values.slice(-highPeriods);
  if (latest.every((value) => value !== undefined && value > target)) {
    const wanted = Math.ceil((from * (latest.at(-1) as number)) / target);
    return { policy: id, capacity: Math.max(capacity, wanted), cooldownSeconds: scaleOutCooldownSeconds };
  }
  // No data is no reason to stop anything.
  if (!scalesIn || !values.every((value) => value !== undefined && value < target * clearlyBelow)) return undefined;
  const wanted = Math.ceil((capacity * Math.max(...(values as number[]))) / target);
  return { policy: id, capacity: Math.min(capacity, wanted), cooldownSeconds: scaleInCooldownSeconds };
}
