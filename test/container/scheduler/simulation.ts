import { DecodingMemory } from '../../../container/src/scheduler/decoding-memory';
import type { Scheduled } from '../../../container/src/scheduler/entry';
import { Scheduler, type SchedulerOptions } from '../../../container/src/scheduler/scheduler';
import type { Outcome, Slot, Work } from '../../../container/src/scheduler/slot';
import { OfferedConcurrency } from '../../../container/src/telemetry/metrics/offered-concurrency';
import type { Failure } from '../../../lib/contracts/failures';
import { job, labelled, settled } from './hand-slot';

export interface Traffic {
  readonly perSecond: number;
  readonly seconds: number;
  /** Decoded bytes of the next picture. */
  readonly size?: (random: () => number) => number;
  /** @default 0, the usual one */
  readonly priority?: (random: () => number) => number;
  /** How long a caller waits. @default 30 s */
  readonly patienceMs?: number;
}

export interface Answered {
  readonly at: number;
  readonly milliseconds: number;
  readonly priority: number;
}

export interface Day {
  readonly answered: Answered[];
  readonly refused: number;
  readonly perSecond: number;
  /** Pictures in work at once for each slot, had nobody been turned away. */
  readonly offered: number;
  p99(of?: (answer: Answered) => boolean): number;
}

/** A slot of the simulated machine: it is busy for as long as its batch costs, on the simulated clock. */
class SimulatedSlot implements Slot {
  endsAt = Infinity;
  private finish: (() => void) | undefined;

  constructor(private readonly durationOf: (works: readonly Work[]) => number) {}

  run(works: readonly Work[]): Promise<readonly Outcome[]> {
    this.endsAt = this.durationOf(works);
    return new Promise((resolve) => {
      this.finish = () => resolve(works.map(() => labelled('a')));
    });
  }

  end(): void {
    this.endsAt = Infinity;
    this.finish?.();
  }
}

/** The real scheduler before a simulated machine, under open-loop traffic with exponential gaps. */
export async function simulate(
  traffics: readonly Traffic[],
  machine: { readonly slots: number; readonly costMs: (decodedBytes: readonly number[]) => number },
  options: Partial<SchedulerOptions> = {},
): Promise<Day> {
  let clock = 0;
  const random = randomNumbers(7);
  const sizes = new Map<Work, number>();
  const scheduler = new Scheduler({
    maxBatch: 4,
    maxWaiting: 256,
    decoding: new DecodingMemory(1e12),
    now: () => clock,
    ...options,
  });
  const slots = Array.from(
    { length: machine.slots },
    () => new SimulatedSlot((works) => clock + machine.costMs(works.map((work) => sizes.get(work) ?? 0))),
  );
  for (const slot of slots) scheduler.offer(slot);
  const answered: Answered[] = [];
  let refused = 0;
  const arrive = ({ size = () => 1e6, priority: choose = () => 0, patienceMs = 30_000 }: Traffic) => {
    const priority = choose(random);
    const at = clock;
    const picture = job('a', { decodedBytes: size(random), deadline: at + patienceMs, priority });
    sizes.set(picture.work, picture.decodedBytes);
    const answer = (_: Scheduled) => answered.push({ at, milliseconds: clock - at, priority });
    const refusal = (_: Failure) => {
      refused += 1;
    };
    try {
      void scheduler.submit(picture).then(answer, refusal);
    } catch (failure) {
      refusal(failure as Failure);
    }
  };
  for (const traffic of traffics) {
    const end = clock + traffic.seconds * 1000;
    const gap = () => (-Math.log(1 - random()) / traffic.perSecond) * 1000;
    for (let next = clock + gap(); ; ) {
      const slot = slots.reduce((first, other) => (other.endsAt < first.endsAt ? other : first));
      if (Math.min(slot.endsAt, next) > end) break;
      clock = Math.min(slot.endsAt, next);
      if (slot.endsAt <= next) {
        slot.end();
        await settled();
      } else {
        arrive(traffic);
        next += gap();
      }
    }
    clock = end;
  }
  const p99 = (of: (answer: Answered) => boolean = () => true) => {
    const sorted = answered.filter(of).map(({ milliseconds }) => milliseconds);
    sorted.sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length * 0.99)];
  };
  const seconds = traffics.reduce((sum, traffic) => sum + traffic.seconds, 0);
  const offered = new OfferedConcurrency().take([scheduler]);
  return { answered, refused, perSecond: answered.length / seconds, offered, p99 };
}

/** Numbers from 0 to 1, the same in every run (Mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
