import type { CacheTimes } from '../../local/src/endpoints/model-cache';
import { percentile, table } from '../load/statistics';

export interface Outcome {
  readonly models: number;
  readonly asked: number;
  readonly right: number;
  /** Milliseconds that callers waited: where the model was open, and where it had to come. */
  readonly hits: readonly number[];
  readonly cold: readonly number[];
  readonly mostLoaded: number;
  readonly budgetBytes: number;
  readonly mostBytes: number;
  readonly seconds: number;
  readonly times: CacheTimes;
}

/** What is printed at the end. */
export function figures(outcome: Outcome): string[] {
  const { models, asked, right, hits, cold, mostLoaded, budgetBytes, mostBytes, seconds, times } = outcome;
  const row = (name: string, values: readonly number[]) => [
    name,
    ...[0.5, 0.95].map((share) => (values.length > 0 ? percentile(values, share).toFixed(1) : '-')),
    String(values.length),
  ];
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);
  return [
    table([
      ['', 'p50 ms', 'p95 ms', 'times'],
      row('download', times.download),
      row('unpack', times.unpack),
      row('open (POST /models)', times.load),
      row('eviction (DELETE)', times.unload),
      row('answer, model comes', cold),
      row('answer, model open', hits),
    ]),
    '',
    `${models} models behind one server, ${asked} requests in ${seconds.toFixed(0)} s; at most ${mostLoaded} models open`,
    `memory: at most ${mebibytes(mostBytes)} MiB of a budget of ${mebibytes(budgetBytes)} MiB`,
    `right answers: ${right} of ${asked} (${((100 * right) / asked).toFixed(2)} %)`,
  ];
}
