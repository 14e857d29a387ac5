import { type Comparison, type Goal, goalsOf, latency, nameOf, over, peak, type Result, ratio } from './comparison';
import { table } from './statistics';

const head = [
  'medians over the rounds',
  'img/s',
  'of limit',
  'lowest',
  'highest',
  'by CPU',
  'p50 ms',
  'p99 ms',
  'CPU ms/img',
  'MiB',
  'start s',
  'refused %',
  'HTTP ms',
  'client ms',
  'img/batch',
];

/** The table of all subjects and the goals; answers the goals. */
export function printReport(comparison: Comparison, out: NodeJS.WritableStream): readonly Goal[] {
  const { results, contenders } = comparison;
  const limit = results.find(({ kind }) => kind === 'limit') as Result;
  const rows = results.map((result) => {
    const start = contenders.find(({ kind }) => kind === result.kind)?.startSeconds;
    return [nameOf(result), ...cells(result, limit, start ?? Number.NaN)];
  });
  out.write(`${table([head, ...rows])}\n\n`);
  for (const line of agreement(comparison)) out.write(`${line}\n`);
  const goals = goalsOf(comparison);
  out.write(`\n${table(goals.map(({ goal, figure, met }) => [goal, figure, met ? 'MET' : 'MISSED']))}\n`);
  return goals;
}

function cells(result: Result, limit: Result, startSeconds: number): string[] {
  const { median, low, high, byCpu } = ratio(result, limit);
  const values: [number, number][] = [
    [over(result, (sample) => sample.picturesPerSecond), 1],
    [median, 2],
    [low, 2],
    [high, 2],
    [byCpu, 2],
    [latency(result, 0.5), 1],
    [latency(result, 0.99), 1],
    [over(result, (sample) => sample.cpuMsPerPicture), 2],
    [peak(result), 0],
    [startSeconds, 1],
    [over(result, (sample) => sample.refused) * 100, 1],
    [over(result, (sample) => sample.httpMsPerPicture), 2],
    [over(result, (sample) => sample.generatorMsPerPicture), 2],
    [over(result, (sample) => sample.picturesPerBatch), 1],
  ];
  return values.map(([value, digits]) => (Number.isNaN(value) ? '-' : value.toFixed(digits)));
}

/** Whether all of them did the same work: on how many pictures a peer's first label is this server's. */
function agreement({ contenders }: Comparison): string[] {
  const ours = contenders.find(({ kind }) => kind === 'server');
  return contenders
    .filter(({ kind }) => kind !== 'server')
    .map(({ kind, firstLabels }) => {
      const same = firstLabels.filter((label, place) => label === ours?.firstLabels[place]).length;
      return `${kind}: the same first label on ${same} of ${firstLabels.length} pictures`;
    });
}
