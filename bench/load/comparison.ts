import { median, percentile } from './statistics';
import type { Contender, Sample, Subject } from './subjects';

/** What the rounds of one model came to. */
export interface Comparison {
  readonly results: readonly Result[];
  readonly contenders: readonly Contender[];
}

/** One subject over all rounds. */
export interface Result {
  readonly kind: string;
  readonly concurrency: number;
  readonly samples: readonly Sample[];
}

export const nameOf = ({ kind, concurrency }: Pick<Subject, 'kind' | 'concurrency'>) =>
  concurrency === 0 ? kind : `${kind} c=${concurrency}`;

export const over = ({ samples }: Result, pick: (sample: Sample) => number | undefined) =>
  median(samples.map((sample) => pick(sample) ?? Number.NaN));

/** Milliseconds, over all rounds. */
export const latency = ({ samples }: Result, share: number) =>
  percentile(
    samples.flatMap(({ latencies }) => [...latencies]),
    share,
  );

export const peak = ({ samples }: Result) => Math.max(...samples.map(({ mebibytes }) => mebibytes));

/** Each round is compared with itself, so that what disturbs the machine disturbs both. */
export function ratio(one: Result, other: Result) {
  const ratios = one.samples.map((sample, round) => sample.picturesPerSecond / other.samples[round].picturesPerSecond);
  const cpu = one.samples.map((sample, round) => other.samples[round].cpuMsPerPicture / sample.cpuMsPerPicture);
  return { median: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios), byCpu: median(cpu) };
}

export interface Goal {
  readonly goal: string;
  readonly figure: string;
  readonly met: boolean;
}

const targets = { ofLimit: 0.9, peerPictures: 2, peerMemory: 0.5, lagMs: 20 };

/** The goals of this server at every concurrency that fills all its processes. */
export function goalsOf({ results }: Comparison): Goal[] {
  const limit = results.find(({ kind }) => kind === 'limit') as Result;
  const ours = results.filter(({ kind, concurrency }) => kind === 'server' && concurrency > 1);
  const goals = ours.flatMap((server): Goal[] => {
    const callers = `${server.concurrency} callers`;
    const share = ratio(server, limit);
    const worst = Math.max(...server.samples.map(({ refused }) => refused));
    const peers = results.filter(
      ({ kind, concurrency }) => !['server', 'baseline', 'limit'].includes(kind) && concurrency === server.concurrency,
    );
    return [
      {
        goal: `${callers}: at least ${targets.ofLimit} of the limit`,
        figure: `${share.median.toFixed(2)} (by CPU ${share.byCpu.toFixed(2)})`,
        met: share.median >= targets.ofLimit,
      },
      {
        goal: `${callers}: nobody is turned away`,
        figure: `${(worst * 100).toFixed(1)} %`,
        met: worst === 0,
      },
      ...(peers.length > 0 ? againstBest(server, peers, callers) : []),
    ];
  });
  const busiest = ours[ours.length - 1];
  const lag = busiest ? over(busiest, ({ lagSeconds }) => lagSeconds) * 1000 : Number.NaN;
  return [
    ...goals,
    { goal: `event loop lag p99 below ${targets.lagMs} ms`, figure: `${lag.toFixed(1)} ms`, met: lag < targets.lagMs },
  ];
}

function againstBest(server: Result, peers: readonly Result[], callers: string): Goal[] {
  const speed = (result: Result) => over(result, ({ picturesPerSecond }) => picturesPerSecond);
  const best = [...peers].sort((one, other) => speed(other) - speed(one))[0];
  const times = ratio(server, best);
  const [slow, theirs] = [latency(server, 0.99), latency(best, 0.99)];
  const share = peak(server) / peak(best);
  return [
    {
      goal: `${callers}: at least ${targets.peerPictures} times the best peer, ${best.kind}`,
      figure: `${times.median.toFixed(2)} (by CPU ${times.byCpu.toFixed(2)})`,
      met: times.median >= targets.peerPictures,
    },
    {
      goal: `${callers}: p99 not above its`,
      figure: `${slow.toFixed(0)} to ${theirs.toFixed(0)} ms`,
      met: slow <= theirs,
    },
    { goal: `${callers}: half its memory`, figure: share.toFixed(2), met: share <= targets.peerMemory },
  ];
}
