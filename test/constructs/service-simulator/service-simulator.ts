import { ServiceMetrics } from './service-metrics';
import {
  alarmValues,
  type ServicePolicies,
  type ServicePolicy,
  type Stepping,
  type Tracking,
} from './service-policies';

/** How the world behaves around a service. */
export interface World {
  /** How many tasks the traffic would keep busy without a pause. */
  readonly demand: (second: number) => number;
  readonly hours: number;
  /** From the wish for a task to its first request. */
  readonly startSeconds: number;
  /** How late what servers, Amazon ECS and the load balancer report can be seen. */
  readonly delays: { readonly own: number; readonly ecs: number; readonly alb: number };
  /** Whether what one policy added counts as growth for the others too: AWS does not say. */
  readonly sharedCooldown: boolean;
  /** A wave on everything that is measured, as a share. @default 0 */
  readonly noise?: number;
}

/** A change of the wanted number of tasks. */
export interface Change {
  readonly second: number;
  readonly policy: string;
  readonly from: number;
  readonly to: number;
  readonly demand: number;
  /** The fewest that every policy allows now. */
  readonly floor: number;
}

export interface Report {
  readonly changes: readonly Change[];
  /** For every 10 s: tasks wanted, tasks that serve, and what was asked. */
  readonly ticks: readonly {
    readonly second: number;
    readonly desired: number;
    readonly running: number;
    readonly demand: number;
  }[];
  /** The share of all work that no task had time for. */
  readonly turnedAway: number;
}

const tick = 10;
/** AWS makes these alarms: three periods above the target, fifteen minutes below nine tenths of it. */
const highPeriods = 3;
const lowSeconds = 900;
const lowShare = 0.9;
/** An alarm that stays true asks again every minute. */
const againSeconds = 60;

/** Runs the policies of a template against a world in steps of 10 s; the same input gives the same report. */
export function simulateService({ min, max, floors, policies }: ServicePolicies, world: World): Report {
  let desired = Math.max(min, Math.ceil(world.demand(0) / 0.6));
  const tasks: number[] = new Array(desired).fill(-Infinity);
  const metrics = new ServiceMetrics(world.delays);
  const streaks = new Map<string, number>();
  const changes: Change[] = [];
  const ticks: { second: number; desired: number; running: number; demand: number }[] = [];
  const activity = new Map<string, { grewAt: number; before: number; shrankAt: number; askedAt: number }>();
  const of = ({ name }: { name: string }) => {
    const known = activity.get(name) ?? { grewAt: -Infinity, before: 0, shrankAt: -Infinity, askedAt: -Infinity };
    activity.set(name, known);
    return known;
  };
  let [asked, lost] = [0, 0];

  for (let second = 0; second < world.hours * 3600; second += tick) {
    const demand = world.demand(second);
    while (tasks.length < desired) tasks.push(second + world.startSeconds);
    tasks.splice(desired);
    const running = Math.max(1, tasks.filter((readyAt) => readyAt <= second).length);
    asked += demand;
    lost += Math.max(0, demand - running);
    const wave = 1 + (world.noise ?? 0) * Math.sin(second * 12.9898);
    metrics.add((demand * wave) / running, running);
    ticks.push({ second, desired, running, demand });

    const floor = floorNow({ min, floors, policies }, world, second);
    const wishes: { policy: ServicePolicy; to: number }[] = [];
    const removals: typeof wishes = [];
    if (floor > desired) wishes.push({ policy: { name: 'floor' } as ServicePolicy, to: floor });
    for (const policy of policies) {
      if (policy.kind === 'forecasting') continue;
      const value = alarmValue(policy, metrics, second, streaks);
      if (value === undefined || second < of(policy).askedAt + againSeconds) continue;
      of(policy).askedAt = second;
      const grown = [...activity.entries()]
        .filter(([name]) => world.sharedCooldown || name === policy.name)
        .map(([, each]) => each)
        .filter(({ grewAt }) => second < grewAt + cooldownOf(policy));
      const base = Math.min(desired, ...grown.map(({ before }) => before));
      const to = wanted(policy, base, value);
      if (to !== undefined && to > desired) wishes.push({ policy, to });
      // A step policy is asked by its own alarm alone, whatever a tracker thinks.
      const less = policy.kind === 'stepping' ? policy.wants(desired, value) : undefined;
      if (less !== undefined && less < desired) removals.push({ policy, to: less });
    }
    if (wishes.length === 0) wishes.push(...removals);
    if (wishes.length === 0) {
      const trackers = policies.filter((policy): policy is Tracking => policy.kind === 'tracking' && policy.removes);
      const lows = trackers.map((policy) => ({ policy, to: lowWish(policy, metrics, second, desired) }));
      const agreed = lows.every(({ to }) => to !== undefined && to < desired);
      const resting = trackers.some((policy) => second < of(policy).shrankAt + policy.inCooldown);
      if (agreed && !resting && lows.length > 0) {
        const largest = lows.reduce((one, other) => ((other.to as number) > (one.to as number) ? other : one));
        wishes.push({ policy: largest.policy, to: largest.to as number });
      }
    }
    if (wishes.length === 0) continue;
    const { policy, to: wish } = wishes.reduce((one, other) => (other.to > one.to ? other : one));
    const to = Math.min(max, Math.max(floor, wish));
    if (to === desired) continue;
    const before = of(policy);
    if (to > desired) {
      if (second >= before.grewAt + cooldownOf(policy)) Object.assign(before, { grewAt: second, before: desired });
    } else before.shrankAt = second;
    changes.push({ second, policy: policy.name, from: desired, to, demand, floor });
    desired = to;
  }
  return { changes, ticks, turnedAway: lost / asked };
}

function floorNow({ min, floors, policies }: Omit<ServicePolicies, 'max'>, world: World, second: number): number {
  const past = floors.filter(({ secondOfDay }) => secondOfDay <= second % 86_400);
  const last = past.toSorted((one, other) => other.secondOfDay - one.secondOfDay)[0];
  let floor = last?.min ?? min;
  for (const policy of policies) {
    if (policy.kind !== 'forecasting' || !policy.acts) continue;
    const hour = Math.floor((second + policy.ahead) / 3600);
    const most = Math.max(...[0, 15, 30, 45, 59].map((minute) => world.demand(hour * 3600 + minute * 60)));
    floor = Math.max(floor, Math.ceil(most / policy.target));
  }
  return floor;
}

const cooldownOf = (policy: ServicePolicy): number =>
  policy.kind === 'tracking' ? policy.outCooldown : policy.kind === 'stepping' ? policy.cooldown : 0;

/** The newest value, where the policy's alarm is true. */
function alarmValue(
  policy: Tracking | Stepping,
  metrics: ServiceMetrics,
  second: number,
  streaks: Map<string, number>,
): number | undefined {
  if (policy.kind === 'tracking') {
    const values = metrics.seen(policy.signal, policy.periodSeconds, second, highPeriods);
    if (values.length < highPeriods || !values.every((value) => value > policy.target)) return undefined;
    return values.at(-1);
  }
  const newest = (count: number) =>
    alarmValues(policy, (signal) => metrics.seen(signal, policy.periodSeconds, second, count));
  if (policy.periodSeconds === tick && policy.datapoints === policy.evaluationPeriods) {
    // Where every look has to breach, it is enough to count them.
    const value = newest(1).at(0);
    const streak = value !== undefined && policy.breaches(value) ? (streaks.get(policy.name) ?? 0) + 1 : 0;
    streaks.set(policy.name, streak);
    return streak >= policy.evaluationPeriods ? value : undefined;
  }
  const breaching = newest(policy.evaluationPeriods).filter((value) => value !== undefined && policy.breaches(value));
  return breaching.length >= policy.datapoints ? breaching.at(-1) : undefined;
}

function wanted(policy: Tracking | Stepping, capacity: number, value: number): number | undefined {
  if (policy.kind === 'stepping') return policy.wants(capacity, value);
  return Math.ceil((capacity * value) / policy.target);
}

/** A fleet shrinks to where the target still holds. */
function lowWish(policy: Tracking, metrics: ServiceMetrics, second: number, desired: number): number | undefined {
  const count = lowSeconds / policy.periodSeconds;
  const values = metrics.seen(policy.signal, policy.periodSeconds, second, count);
  if (values.length < count || !values.every((value) => value < lowShare * policy.target)) return undefined;
  return Math.ceil((desired * Math.max(...values)) / policy.target);
}
