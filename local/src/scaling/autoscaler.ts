import type { ScalableTarget } from '../assembly/model';
import type { AlarmState } from './alarm-state';
import type { MetricStore } from './metric-store';
import { parseSchedule } from './schedule';
import { stepWish } from './stepping';
import { trackingWish, type Wish } from './tracking';

interface Activity {
  readonly until: number;
  /** The capacity before it. */
  readonly from: number;
}

/** How many tasks a service shall have, by the policies and schedules of its scalable target. */
export class Autoscaler {
  private minimum: number;
  private maximum: number;
  private scaleOut: Activity | undefined;
  private scaleIn: Activity | undefined;
  private before: number | undefined;

  /** @param desired how many tasks the service starts with */
  constructor(
    readonly target: ScalableTarget,
    private readonly metrics: MetricStore,
    private readonly alarms: readonly AlarmState[],
    public desired: number,
  ) {
    this.minimum = target.minimum;
    this.maximum = target.maximum;
    this.desired = this.clamped(desired);
  }

  get limits(): { readonly minimum: number; readonly maximum: number } {
    return { minimum: this.minimum, maximum: this.maximum };
  }

  /** How often it looks: as often as the quickest of its alarms. */
  get everySeconds(): number {
    const arns = this.target.policies.flatMap((policy) => (policy.kind === 'step' ? [policy.arn] : []));
    const own = this.alarms.filter(({ alarm }) => alarm.actions.some((action) => arns.includes(action)));
    return Math.min(60, ...own.map(({ everySeconds }) => everySeconds));
  }

  /** Changes the limits by the schedules that came due, then the desired number by the policies. */
  evaluate(now: number): number {
    this.keepSchedules(now);
    this.desired = this.clamped(this.desired);
    const wishes = this.wishes(now);
    const out = largest(wishes.filter(({ capacity }) => capacity > this.desired));
    if (out) this.grow(out, now);
    else this.shrink(wishes, now);
    return this.desired;
  }

  private keepSchedules(now: number): void {
    const before = this.before ?? now;
    this.before = now;
    for (const { schedule, timeZone, minimum, maximum } of this.target.schedules) {
      if (!parseSchedule(schedule)?.(before, now, timeZone)) continue;
      this.minimum = minimum ?? this.minimum;
      this.maximum = maximum ?? this.maximum;
    }
  }

  /** While a scale-out settles, what it added counts as part of what is asked for next. */
  private wishes(now: number): Wish[] {
    const capacity = this.desired;
    const from = this.scaleOut && now < this.scaleOut.until ? this.scaleOut.from : capacity;
    return this.target.policies.flatMap((policy): Wish[] => {
      if (policy.kind === 'tracking')
        return [trackingWish(policy, this.metrics, { now, capacity, from })].filter(present);
      const own = this.alarms.filter(({ alarm }) => alarm.actions.includes(policy.arn));
      return own.map((alarm) => stepWish(policy, alarm, { capacity, from })).filter(present);
    });
  }

  private grow({ capacity, cooldownSeconds }: Wish, now: number): void {
    const wanted = this.clamped(capacity);
    if (wanted <= this.desired) return;
    const settling = this.scaleOut && now < this.scaleOut.until ? this.scaleOut.from : this.desired;
    this.scaleOut = { until: now + cooldownSeconds * 1000, from: settling };
    this.scaleIn = undefined;
    this.desired = wanted;
  }

  private shrink(wishes: readonly Wish[], now: number): void {
    const settling = [this.scaleOut, this.scaleIn].some((activity) => activity && now < activity.until);
    const tracking = this.target.policies.filter((policy) => policy.kind === 'tracking' && policy.scalesIn);
    const fewer = wishes.filter(({ capacity }) => capacity < this.desired);
    const tracked = fewer.filter(({ policy }) => tracking.some(({ id }) => id === policy));
    // Where several policies track, all must agree; a step policy decides for itself.
    const agreed = tracked.length === tracking.length ? fewer : fewer.filter((wish) => !tracked.includes(wish));
    const wish = largest(agreed);
    if (!wish || settling) return;
    this.scaleIn = { until: now + wish.cooldownSeconds * 1000, from: this.desired };
    this.desired = Math.min(this.desired, this.clamped(wish.capacity));
  }

  private clamped(capacity: number): number {
    return Math.max(this.minimum, Math.min(this.maximum, capacity));
  }
}

function largest(wishes: readonly Wish[]): Wish | undefined {
  return wishes.reduce<Wish | undefined>(
    (best, wish) => (best && best.capacity >= wish.capacity ? best : wish),
    undefined,
  );
}

function present(wish: Wish | undefined): wish is Wish {
  return wish !== undefined;
}
