/** @jest-environment ./test/container/session/runtime-environment.js */
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeModel } from '../../../container/src/models/description';
import { openSession, type Session } from '../../../container/src/session/session';
import { type TuningLimits, tune } from '../../../container/src/session/tuning';
import { keepTuning, recallTuning } from '../../../container/src/session/tuning-cache';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';
import { colours, plain } from './plain-pictures';

const folder = temporaryFolder();
const sample = plain(colours[0]);
const limits: TuningLimits = { cpus: 4, processes: 0, threads: 0, maxBatch: 4, latencyTargetMs: 10 };

/** A session whose runs take as long as the test says. */
function opening(costMs: (threads: number, pictures: number) => number) {
  const opened: number[] = [];
  const open = async (threads: number): Promise<Session> => {
    opened.push(threads);
    const run = async ({ length }: readonly unknown[]) => {
      const end = performance.now() + costMs(threads, length);
      while (performance.now() < end);
      return [];
    };
    return { batch: 'dynamic', form: 'exported', run, runOutputs: run, runTensors: run, release: async () => {} };
  };
  return { open, opened };
}

describe('sharing out the CPUs', () => {
  test('a model that is fast enough gets a process for each CPU, and nothing else is tried', async () => {
    const { open, opened } = opening((_, pictures) => 2 * pictures);
    expect(await tune(open, sample, limits)).toMatchObject({ processes: 4, threads: 1, batch: 1 });
    expect(opened).toEqual([1]);
  });

  test('a model that is too slow on one thread gets as many as it needs, and fewer processes', async () => {
    const { open, opened } = opening((threads, pictures) => (16 / threads) * pictures);
    expect(await tune(open, sample, limits)).toMatchObject({ processes: 2, threads: 2, batch: 1 });
    expect(opened).toEqual([1, 2]);
  });

  test('threads that bring nothing are not taken, even where the target is missed', async () => {
    const { open } = opening((_, pictures) => 16 * pictures);
    expect(await tune(open, sample, limits)).toMatchObject({ processes: 4, threads: 1 });
  });

  test('a batch that would take longer than the target is not chosen, however well it pays', async () => {
    const { open } = opening((_, pictures) => 6 + pictures);
    expect(await tune(open, sample, { ...limits, latencyTargetMs: 20 })).toMatchObject({ batch: 4 });
    expect(await tune(open, sample, { ...limits, latencyTargetMs: 9 })).toMatchObject({ batch: 2 });
  });

  test.each([
    [{ threads: 3 }, { threads: 3, processes: 1 }],
    [{ processes: 3 }, { threads: 1, processes: 3 }],
    [
      { threads: 2, processes: 5 },
      { threads: 2, processes: 5 },
    ],
  ])('what the operator settled (%o) stays', async (settled, expected) => {
    const { open } = opening((threads, pictures) => (16 / threads) * pictures);
    expect(await tune(open, sample, { ...limits, ...settled })).toMatchObject(expected);
  });

  test('measures a real model on two threads', async () => {
    const description = await describeModel(writeTinyModel(join(folder, 'real')));
    const open = (threads: number) => openSession(description, { directory: join(folder, 'none'), threads });
    const tuning = await tune(open, sample, { ...limits, threads: 2 });
    expect(tuning).toMatchObject({ threads: 2, processes: 2 });
    expect(tuning.millisecondsByBatch[1]).toBeGreaterThan(0);
  });
});

describe('the kept tuning', () => {
  const tuning = { batch: 2, threads: 1, processes: 2, millisecondsByBatch: { 1: 3.5, 2: 6 } };
  const directory = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path, { mode: 0o700 });
    return path;
  };

  test('is found again by the same question only', async () => {
    const cache = directory('cache');
    await keepTuning(cache, 'model a, 2 CPUs', tuning);
    expect(await recallTuning(cache, 'model a, 2 CPUs')).toEqual(tuning);
    expect(await recallTuning(cache, 'model a, 4 CPUs')).toBeUndefined();
  });

  test.each(['', '{', '[]', '{"batch":0}', '{"batch":1,"threads":1,"processes":1e9,"millisecondsByBatch":{}}'])(
    'is measured again where the file holds %s',
    async (content) => {
      const cache = directory(`damaged-${Buffer.from(content).toString('hex').slice(0, 40)}`);
      await keepTuning(cache, 'q', tuning);
      writeFileSync(join(cache, readdirSync(cache)[0]), content);
      expect(await recallTuning(cache, 'q')).toBeUndefined();
    },
  );

  test('is neither written to nor believed from a directory that others can write', async () => {
    const cache = directory('shared');
    await keepTuning(cache, 'q', tuning);
    chmodSync(cache, 0o777);
    expect(await recallTuning(cache, 'q')).toBeUndefined();
    await keepTuning(cache, 'other', tuning);
    expect(readdirSync(cache)).toHaveLength(1);
  });
});
