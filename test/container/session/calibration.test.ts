/** @jest-environment ./test/container/session/runtime-environment.js */
import { join } from 'node:path';
import { describeModel } from '../../../container/src/models/description';
import { calibrateBatch } from '../../../container/src/session/calibration';
import type { Session } from '../../../container/src/session/session';
import { temporaryFolder } from '../temporary-folder';
import { type TinyModelOptions, writeTinyModel } from '../tiny-model';
import { colours, plain, using } from './plain-pictures';

const folder = temporaryFolder();
const noCache = join(folder, 'no-cache');
let count = 0;

const described = (options: TinyModelOptions) => describeModel(writeTinyModel(join(folder, `${++count}`), options));

describe('calibration', () => {
  test('measures doubled batch sizes of a real model', async () => {
    const description = await described({});

    const { batch, millisecondsByBatch } = await using(description, noCache, (session) =>
      calibrateBatch(session, plain(colours[0]), 6),
    );

    expect(Object.keys(millisecondsByBatch)).toEqual(['1', '2', '4']);
    expect([1, 2, 4]).toContain(batch);
  });

  test('keeps to the batch size that a model is made for', async () => {
    const description = await described({ batch: 2 });

    const { batch } = await using(description, noCache, (session) => calibrateBatch(session, plain(colours[0]), 4));

    expect(batch).toBe(2);
  });

  test('refuses a model that fails on the sample', async () => {
    const description = await described({ whenDark: 'fail' });

    const calibrated = using(description, noCache, (session) => calibrateBatch(session, plain([0, 0, 0]), 4));

    await expect(calibrated).rejects.toMatchObject({ id: 'model-incompatible' });
  });

  test('takes a larger batch only when it pays, and none that the model cannot run', async () => {
    const session = (cost: (size: number) => number): Pick<Session, 'run' | 'batch'> => ({
      batch: 'dynamic',
      run: async ({ length }) => {
        if (Number.isNaN(cost(length))) throw new Error('batch too large');
        const end = performance.now() + cost(length);
        while (performance.now() < end);
        return [];
      },
    });
    const calibrated = async (cost: (size: number) => number) =>
      (await calibrateBatch(session(cost), plain(colours[0]), 8)).batch;

    expect(await calibrated((size) => 4 * size * (1 + size / 5))).toBe(1);
    expect(await calibrated(() => 4)).toBe(8);
    expect(await calibrated((size) => (size > 2 ? Number.NaN : 4))).toBe(2);
  });
});
