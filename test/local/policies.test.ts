import type { App } from 'aws-cdk-lib';
import { readAssembly } from '../../local/src/assembly/cloud-assembly';
import { readModel } from '../../local/src/assembly/read-model';
import { type Moment, simulate } from '../../local/src/scaling/simulation';
import { example } from '../every-example';

const { directory } = (example('queue-fleet', {}).node.root as App).synth();
const model = readModel(readAssembly(directory), { endpoint: 'http://cloud', site: 'http://site' });
const jobs = model.queues.find(({ deadLetterArn }) => deadLetterArn !== undefined);

/** The policies of the queue example, without a process: a worker classifies ten pictures a second and starts in a minute. */
function run(arrivals: (second: number) => number, seconds = 3600): Promise<Moment[]> {
  const [service] = model.services;
  const worker = { picturesPerSecond: 10, slots: 4, startSeconds: 60 };
  return simulate(model, { queue: jobs?.id ?? '', service: service.id, arrivals, seconds, ...worker });
}

const changesOf = (moments: readonly Moment[]) =>
  moments.map(({ desired }) => desired).filter((desired, place, all) => place > 0 && desired !== all[place - 1]);

test('a flash sale of 10,000 wakes enough workers at once, never more than 20, and lets them go when all is done', async () => {
  const moments = await run((second) => (second === 100 ? 10_000 : 0));
  const woken = moments.find(({ desired }) => desired > 0);
  expect(woken?.second).toBe(120);
  expect(Math.max(...moments.map(({ desired }) => desired))).toBe(woken?.desired);
  expect(woken?.desired).toBeLessThanOrEqual(20);
  expect(changesOf(moments)).toEqual([woken?.desired, 0]);
  expect(moments.at(-1)).toMatchObject({ waiting: 0, inFlight: 0, desired: 0, running: 0 });
});

test('a single picture wakes a single worker', async () => {
  const moments = await run((second) => (second === 61 ? 1 : 0), 1200);
  expect(changesOf(moments)).toEqual([1, 0]);
  expect(moments.at(-1)?.waiting).toBe(0);
});

test('no worker goes while something waits or is in work, however uneven the day is', async () => {
  const wave = (second: number) => (second < 7200 ? Math.max(0, Math.round(60 * Math.sin(second / 600))) : 0);
  const moments = await run(wave, 10_800);
  for (const [place, { desired, waiting, inFlight }] of moments.entries()) {
    if (place > 0 && desired < moments[place - 1].desired) expect(waiting + inFlight).toBe(0);
  }
  expect(Math.max(...moments.map(({ desired }) => desired))).toBeLessThanOrEqual(20);
  expect(moments.at(-1)).toMatchObject({ waiting: 0, desired: 0 });
});
