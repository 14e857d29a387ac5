import { hostLoad } from '../load/host';
import { percentile, table } from '../load/statistics';
import type { Ending } from './caller';

export type Promises = readonly { readonly promise: string; readonly kept: boolean; readonly figure: string }[];

export interface Books {
  /** The requests before the metrics were read. */
  readonly endings: readonly Ending[];
  readonly metrics: ReadonlyMap<string, number>;
  readonly all: readonly Ending[];
  /** Log lines by request id. */
  readonly lines: ReadonlyMap<string, number>;
  /** Models were closed so long ago that their metrics are gone: then the sums can only be smaller. */
  readonly forgotten: boolean;
}

/** Whether what callers saw, what the metrics say and what the log says are the same. */
export function bookkeeping({ endings, metrics, all, lines, forgotten }: Books): Promises {
  const broken = all.filter((ending) => ending.broken);
  const counted = endings.filter((ending) => ending.counted);
  const errors = all.filter(({ status = 0, shed }) => status >= 500 && !shed);
  const shed = counted.filter((ending) => ending.shed).length;
  const sum = (prefix: string, suffix = '') =>
    [...metrics]
      .filter(([name]) => name.startsWith(prefix) && name.endsWith(suffix))
      .reduce((total, [, value]) => total + value, 0);
  const requests = (status: string) => sum('image_classifier_requests_total{', `status="${status}"}`);
  const metricRequests = ['classify', 'classifyForm', 'invocations', 'v2Infer', 'pageFile', 'unknown']
    .map((route) => sum(`image_classifier_requests_total{route="${route}"`))
    .reduce((total, value) => total + value, 0);
  const hungUp = counted.filter((ending) => ending.hungUp);
  const answered = counted.length - hungUp.length;
  const bad = counted.filter((ending) => ending.bad).length;
  const refused = [400, 404, 405, 406, 413, 415, 422].reduce((total, status) => total + requests(String(status)), 0);
  const told = requests('200') + refused + requests('503');
  const oneLine = all.filter((ending) => ending.counted && lines.get(ending.id) === 1).length;
  const allCounted = all.filter((ending) => ending.counted).length;
  const gauges = sum('image_classifier_waiting_pictures') + sum('image_classifier_in_flight_pictures');
  const restarts = sum('image_classifier_process_restarts_total');
  return [
    { promise: 'one complete, right answer for everyone who waited', kept: broken.length === 0, figure: words(broken) },
    { promise: 'no 5xx but "come again"', kept: errors.length === 0, figure: `${errors.length}` },
    {
      promise: 'metrics count everyone turned away',
      // Who hung up may have been turned away and never have known.
      kept: requests('503') >= shed && requests('503') <= shed + hungUp.length,
      figure: `${requests('503')}, ${shed} of whom heard it`,
    },
    {
      promise: 'metrics count every request once',
      kept: forgotten ? metricRequests <= counted.length : metricRequests === counted.length,
      figure: `${metricRequests} of ${counted.length}, ${hungUp.length} of them hung up on`,
    },
    { promise: 'metrics count every refusal', kept: refused === bad, figure: `${refused} of ${bad}` },
    {
      promise: 'metrics count every answer and every hang-up',
      kept: forgotten
        ? told + requests('499') <= counted.length
        : told + requests('499') === counted.length && told >= answered,
      figure: `200: ${requests('200')}, 4xx: ${refused}, 499: ${requests('499')}, 503: ${requests('503')}`,
    },
    { promise: 'one log line for every request', kept: oneLine === allCounted, figure: `${oneLine} of ${allCounted}` },
    { promise: 'nothing waits or works at the end', kept: gauges === 0, figure: `${gauges}` },
    { promise: 'no inference process died', kept: restarts === 0, figure: `${restarts}` },
  ];
}

/** The second half of the run may not need much more memory than the first: what grows and grows does. */
export function memory(resident: readonly number[]): Promises {
  const middle = Math.floor(resident.length / 2);
  const first = Math.max(...resident.slice(0, middle));
  const second = Math.max(...resident.slice(middle));
  const figure = [resident[0], first, second, resident[resident.length - 1]]
    .map((value) => value.toFixed(0))
    .join(', ');
  return [
    {
      promise: 'memory levels off (MiB: start, highest in each half, end)',
      // Seen without a leak: up to 20 % more in the second half. A leak of 30 KB in each request would be 150 MiB more.
      kept: second < first * 1.2 + 64,
      figure,
    },
  ];
}

/** @returns the exit code */
export function summary(
  { all, seconds, promises, seed }: { all: readonly Ending[]; seconds: number; promises: Promises; seed: string },
  out: NodeJS.WritableStream,
): number {
  const groups = new Map<string, Ending[]>();
  for (const ending of all) {
    const group = groups.get(ending.group);
    if (group) group.push(ending);
    else groups.set(ending.group, [ending]);
  }
  const rows = [...groups].sort().map(([group, endings]) => {
    const waits = endings.filter(({ status }) => status).map(({ milliseconds }) => milliseconds);
    const statuses = [...new Set(endings.map(({ status }) => status ?? '-'))].join(' ');
    const times = [0.5, 0.99].map((share) => (waits.length > 0 ? percentile(waits, share).toFixed(0) : '-'));
    return [group, String(endings.length), statuses, ...times];
  });
  out.write(`\n${table([['', 'requests', 'status', 'p50 ms', 'p99 ms'], ...rows])}\n\n`);
  out.write(`${all.length} requests in ${seconds.toFixed(0)} s, seed ${seed}, host load ${hostLoad().toFixed(1)}\n\n`);
  out.write(`${table(promises.map(({ promise, kept, figure }) => [promise, kept ? 'kept' : 'BROKEN', figure]))}\n`);
  for (const { id, group, broken } of all.filter((ending) => ending.broken).slice(0, 20)) {
    out.write(`\n${id} (${group}): ${broken}`);
  }
  out.write('\n');
  return promises.every(({ kept }) => kept) ? 0 : 1;
}

function words(broken: readonly Ending[]): string {
  return broken.length === 0 ? 'all' : `${broken.length} broken`;
}
