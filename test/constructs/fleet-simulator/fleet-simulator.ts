import { evaluate, type Series } from './metric-math';
import type { Policies, Policy } from './policies';

/** How the world behaves around the policies. */
export interface World {
  /** Pictures that come in a given second. */
  readonly arrivals: (second: number) => number;
  readonly hours: number;
  /** What one worker works off in a second. */
  readonly picturesPerSecond: number;
  /** Messages that one worker holds at most. */
  readonly slots: number;
  /** From the wish for a worker to its first picture. */
  readonly startSeconds: number;
  /** How late the minutes of Amazon SQS and of Amazon ECS can be seen. */
  readonly delays: { readonly sqs: number; readonly ecs: number };
}

/** A change of the wanted number of workers. */
export interface Change {
  readonly second: number;
  readonly policy: string;
  readonly from: number;
  readonly to: number;
  readonly waiting: number;
  readonly inWork: number;
}

export interface Report {
  readonly changes: readonly Change[];
  readonly done: number;
  readonly arrived: number;
  readonly mostWorkers: number;
  readonly firstWorkerAt: number | undefined;
  readonly lastDoneAt: number;
  readonly desired: number;
  /** For each minute the policies that were in ALARM, and what waited or was in work at its end. */
  readonly minutes: readonly { readonly alarms: readonly string[]; readonly work: number }[];
}

const minute = 60;
/** A worker that waits for a message asks again after so many seconds. */
const longPoll = 20;
/** How many minutes beside those it evaluates CloudWatch looks at, for data that is late. */
const lateMinutes = 3;

interface Worker {
  readonly readyAt: number;
  held: number;
  /** Work that is half done, in pictures. */
  progress: number;
}

interface Sample {
  readonly visible: number;
  readonly inflight?: number;
  readonly empty?: number;
  readonly running?: number;
}

/** Runs the policies of a template against a world, second by second; the same input gives the same report. */
export function simulate({ min, max, policies }: Policies, world: World): Report {
  let [desired, waiting, done, arrived, mostWorkers, lastDoneAt] = [min, 0, 0, 0, 0, 0];
  let firstWorkerAt: number | undefined;
  let emptyReceives = 0;
  let workers: Worker[] = [];
  const samples: Sample[] = [];
  const changes: Change[] = [];
  const minutes: { alarms: string[]; work: number }[] = [];
  const activity = new Activity();

  for (let second = 0; second < world.hours * 3600; second += 1) {
    const coming = world.arrivals(second);
    arrived += coming;
    waiting += coming;
    while (workers.length < desired) workers.push({ readyAt: second + world.startSeconds, held: 0, progress: 0 });
    // Told to stop, a worker gives back what it holds.
    for (const { held } of workers.splice(desired)) waiting += held;
    const running = workers.filter(({ readyAt }) => readyAt <= second);
    if (running.length > 0) firstWorkerAt ??= second;
    mostWorkers = Math.max(mostWorkers, workers.length);
    let busy = 0;
    for (const worker of running) {
      const taken = Math.min(world.slots - worker.held, waiting);
      if (taken === 0 && worker.held < world.slots && second % longPoll === 0) emptyReceives += 1;
      worker.held += taken;
      busy += worker.held;
      waiting -= taken;
      worker.progress = worker.held > 0 ? worker.progress + world.picturesPerSecond : 0;
      const finished = Math.min(worker.held, Math.floor(worker.progress));
      worker.progress -= finished;
      worker.held -= finished;
      done += finished;
      if (finished > 0) lastDoneAt = second;
    }
    if (second % minute !== minute - 1) continue;
    samples.push({
      visible: waiting,
      // A picture is in flight until its second is over.
      inflight: busy || undefined,
      empty: emptyReceives || undefined,
      running: running.length || undefined,
    });
    emptyReceives = 0;
    const alarms: string[] = [];
    for (const policy of policies) {
      const value = breach(policy, samples, world.delays);
      if (value === undefined) continue;
      alarms.push(policy.name);
      const wanted = activity.wanted(policy, desired, value, second);
      const to = Math.min(max, Math.max(min, wanted));
      if (to === desired) continue;
      activity.happened(policy, desired, to, second);
      changes.push({ second, policy: policy.name, from: desired, to, waiting, inWork: busy });
      desired = to;
    }
    minutes.push({ alarms, work: waiting + busy });
  }
  workers = [];
  return { changes, done, arrived, mostWorkers, firstWorkerAt, lastDoneAt, desired, minutes };
}

/** The newest value, where enough of the newest minutes breach; a minute that is missing does not. */
function breach(policy: Policy, samples: readonly Sample[], delays: World['delays']): number | undefined {
  const range = policy.evaluationPeriods + lateMinutes;
  const first = Math.max(0, samples.length - range);
  const seen = (name: keyof Sample, delay: number): Series =>
    samples.slice(first).map((sample, place) => {
      const age = (samples.length - 1 - (first + place)) * minute;
      return age >= delay ? sample[name] : undefined;
    });
  const values = evaluate(policy.expression, {
    visible: seen('visible', delays.sqs),
    inflight: seen('inflight', delays.sqs),
    empty: seen('empty', delays.sqs),
    running: seen('running', delays.ecs),
  });
  const known = values.filter((value) => value !== undefined).slice(-policy.evaluationPeriods);
  if (known.length < policy.evaluationPeriods || !known.every((value) => policy.breaches(value))) return undefined;
  return known.at(-1);
}

/**
 * What Application Auto Scaling remembers for the cooldown: what was added since it began counts towards the next growth
 * (https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html).
 */
class Activity {
  private growth = { until: -Infinity, before: 0 };
  private shrunkAt = -Infinity;

  wanted(policy: Policy, desired: number, value: number, second: number): number {
    const direct = policy.wants(desired, value) ?? desired;
    if (direct < desired) return second < this.shrunkAt + policy.cooldownSeconds ? desired : direct;
    const base = second < this.growth.until ? this.growth.before : desired;
    return Math.max(policy.wants(base, value) ?? desired, desired);
  }

  happened({ cooldownSeconds }: Policy, from: number, to: number, second: number): void {
    if (to < from) this.shrunkAt = second;
    else {
      const before = second < this.growth.until ? this.growth.before : from;
      this.growth = { until: second + cooldownSeconds, before };
    }
  }
}
