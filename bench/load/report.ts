import { median, percentile, table } from './statistics';
import type { Sample } from './subjects';

const target = 0.85;
const lagTargetMs = 20;

/** The table of all subjects, and the ratios: medians over the rounds, each round compared with itself. */
export function printReport(samples: ReadonlyMap<string, readonly Sample[]>, out: NodeJS.WritableStream): void {
  const rows = [...samples].map(([name, taken]) => [name, ...cells(taken)]);
  const head = ['', 'img/s', 'p50 ms', 'p99 ms', 'CPU ms/img', 'HTTP process', 'generator', 'img/batch', 'lag p99 ms'];
  out.write(`${table([head, ...rows])}\n\n`);

  const ratio = (over: string, under: string) => {
    const [one, other] = [samples.get(over), samples.get(under)];
    if (!one || !other) return undefined;
    const ratios = one.map((sample, round) => sample.picturesPerSecond / other[round].picturesPerSecond);
    const cpu = one.map((sample, round) => other[round].cpuMsPerPicture / sample.cpuMsPerPicture);
    return { median: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios), cpu: median(cpu) };
  };
  const lines = [['ratio', 'throughput', 'lowest', 'highest', 'by CPU', '']];
  for (const name of samples.keys()) {
    const [kind, concurrency] = name.split(' ');
    if (kind !== 'server') continue;
    for (const other of ['limit', `baseline ${concurrency}`, `naive ${concurrency}`]) {
      const found = ratio(name, other);
      if (!found) continue;
      // One caller at a time keeps one process busy; the limit has all of them at work.
      const judged = other === 'limit' && concurrency !== 'c=1';
      const verdict = judged ? `target ${target}: ${found.median >= target ? 'met' : 'MISSED'}` : '';
      const numbers = [found.median, found.low, found.high, found.cpu].map((value) => value.toFixed(2));
      lines.push([`${name} / ${other}`, ...numbers, verdict]);
    }
  }
  out.write(`${table(lines)}\n\n`);
  const lag = median((samples.get('server c=64') ?? []).map(({ lagSeconds }) => (lagSeconds ?? Number.NaN) * 1000));
  out.write(
    `event loop lag p99 while saturated: ${lag.toFixed(1)} ms, ` +
      `target ${lagTargetMs}: ${lag < lagTargetMs ? 'met' : 'MISSED'}\n`,
  );
}

function cells(taken: readonly Sample[]): string[] {
  const latencies = taken.flatMap((sample) => [...sample.latencies]);
  const over = (pick: (sample: Sample) => number | undefined) => median(taken.map((one) => pick(one) ?? Number.NaN));
  const values: [number, number][] = [
    [over((sample) => sample.picturesPerSecond), 0],
    [percentile(latencies, 0.5), 1],
    [percentile(latencies, 0.99), 1],
    [over((sample) => sample.cpuMsPerPicture), 2],
    [over((sample) => sample.httpMsPerPicture), 2],
    [over((sample) => sample.generatorMsPerPicture), 2],
    [over((sample) => sample.picturesPerBatch), 1],
    [over((sample) => sample.lagSeconds) * 1000, 1],
  ];
  return values.map(([value, digits]) => (Number.isNaN(value) ? '-' : value.toFixed(digits)));
}
