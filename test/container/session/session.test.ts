/** @jest-environment ./test/container/session/runtime-environment.js */
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { topLabels } from '../../../container/src/labels';
import { describeModel, type ModelDescription } from '../../../container/src/models/description';
import type { Tensor } from '../../../container/src/preprocess';
import { calibrateBatch } from '../../../container/src/session/calibration';
import { optimisedModelPath, prepareOptimisedModel } from '../../../container/src/session/optimised-model';
import { openSession, type Session } from '../../../container/src/session/session';
import { temporaryFolder } from '../temporary-folder';
import { type TinyModelOptions, tinyScores, writeTinyModel } from '../tiny-model';

type Colour = [number, number, number];
const folder = temporaryFolder();
const noCache = join(folder, 'no-cache');
let count = 0;

const described = (options: TinyModelOptions) => describeModel(writeTinyModel(join(folder, `${++count}`), options));

/** A tensor of one colour; its mean is that colour, give or take a 255th. */
function plain(colour: Colour, { type = 'uint8', layout = 'nhwc' }: TinyModelOptions = {}, side = 32): Tensor {
  const values = colour.map((value) => (type === 'uint8' ? Math.round(value * 255) : value));
  const area = side * side;
  const fill = (_: unknown, place: number) => values[layout === 'nhwc' ? place % 3 : Math.floor(place / area)];
  const data =
    type === 'uint8' ? Uint8Array.from({ length: 3 * area }, fill) : Float32Array.from({ length: 3 * area }, fill);
  return { data, dims: layout === 'nhwc' ? [side, side, 3] : [3, side, side] };
}

async function using<T>(description: ModelDescription, directory: string, use: (session: Session) => Promise<T>) {
  const session = await openSession(description, { directory });
  try {
    return await use(session);
  } finally {
    await session.release();
  }
}

const colours: Colour[] = [
  [0.8, 0.4, 0.2],
  [0.2, 0.6, 0.4],
  [0, 0.2, 1],
];

describe('a session', () => {
  test.each<TinyModelOptions>([
    {},
    { type: 'float32', layout: 'nchw', ends: 'logits' },
    { type: 'float32', ends: 'sigmoid' },
    { layout: 'nchw', batch: 1 },
    { batch: 2 },
    { labels: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], ends: 'logits' },
  ])('gives each picture of a batch its own known scores: %j', async (options) => {
    const description = await described(options);
    const { labels, postprocess } = description.manifest;

    const rows = await using(description, noCache, (session) =>
      session.run(colours.map((colour) => plain(colour, options))),
    );

    expect(rows).toHaveLength(3);
    for (const [place, row] of rows.entries()) {
      const expected = tinyScores(colours[place], options);
      const answers = topLabels(row, labels, postprocess.activation, labels.length);
      for (const { index, score } of answers) expect(score).toBeCloseTo(expected[index], 5);
    }
  });

  test('takes pictures of any size one after the other', async () => {
    const description = await described({ size: 'dynamic' });

    const sums = await using(description, noCache, async (session) => {
      const small = await session.run([plain(colours[0], {}, 5)]);
      const large = await session.run([plain(colours[0], {}, 50)]);
      return [small[0][0], large[0][0]];
    });

    expect(sums[0]).toBeCloseTo(sums[1], 5);
  });

  test('keeps calls apart that were made at once', async () => {
    const description = await described({});

    const answers = await using(description, noCache, (session) =>
      Promise.all(colours.map((colour) => session.run([plain(colour), plain(colour)]))),
    );

    const winners = answers.map((rows) => rows.map((row) => row.indexOf(Math.max(...row))));
    expect(winners).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  test('says so when sizes in a batch differ, or the model fails, and goes on with the next', async () => {
    const description = await described({ size: 'dynamic', whenDark: 'fail' });

    await using(description, noCache, async (session) => {
      const sizes = session.run([plain(colours[0], {}, 5), plain(colours[0], {}, 6)]);
      await expect(sizes).rejects.toThrow('a batch needs pictures of one size, not 5x5x3 and 6x6x3');
      await expect(session.run([plain([0, 0, 0])])).rejects.toThrow('out of data bounds');
      expect(await session.run([plain(colours[0])])).toHaveLength(1);
    });
  });

  test('hands NaN on for the labels to refuse', async () => {
    const description = await described({ whenDark: 'nan' });

    const [row] = await using(description, noCache, (session) => session.run([plain([0, 0, 0])]));

    expect(() => topLabels(row, description.manifest.labels, 'none', 1)).toThrow('NaN');
  });

  test('refuses a file that the runtime cannot load', async () => {
    const description = await described({});
    writeFileSync(description.file, 'no model');

    await expect(openSession(description, { directory: noCache })).rejects.toMatchObject({ id: 'model-unreadable' });
  });
});

describe('the optimised model', () => {
  const cache = join(folder, 'cache');
  const formOf = (description: ModelDescription) => using(description, cache, async (session) => session.form);

  test('is made once, used by every later session, and answers the same to the last bit', async () => {
    const description = await described({ hidden: 64 });
    const pictures = colours.map((colour) => plain(colour));
    const before = await using(description, noCache, (session) => session.run(pictures));
    expect(await formOf(description)).toBe('exported');

    const path = optimisedModelPath(cache, description.contentHash);
    expect(await prepareOptimisedModel(description, cache)).toEqual({ path });
    const made = statSync(path).ino;
    expect(await prepareOptimisedModel(description, cache)).toEqual({ path });

    expect(statSync(path).ino).toBe(made);
    expect(await formOf(description)).toBe('optimised');
    expect(await using(description, cache, (session) => session.run(pictures))).toEqual(before);
  });

  test.each([
    ['a changed byte of weights', (folder: string) => change(join(folder, 'weights.bin'))],
    ['a graph cut short', (folder: string) => truncateSync(join(folder, 'model.onnx'), 50)],
    ['lost weights', (folder: string) => rmSync(join(folder, 'weights.bin'))],
    ['an unfinished start', (folder: string) => rmSync(join(folder, 'seal.txt'))],
  ])('is made again after %s', async (_, damage) => {
    const description = await described({ hidden: 64 });
    const path = optimisedModelPath(cache, description.contentHash);
    await prepareOptimisedModel(description, cache);
    damage(dirname(path));

    expect(await prepareOptimisedModel(description, cache)).toEqual({ path });

    expect(await formOf(description)).toBe('optimised');
    expect(readdirSync(cache).filter((name) => !/^[0-9a-f]{32}$/.test(name))).toEqual([]);
  });

  test('survives servers that start at the same time', async () => {
    const description = await described({ hidden: 32 });

    const made = await Promise.all([1, 2, 3, 4].map(() => prepareOptimisedModel(description, cache)));

    expect(new Set(made.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(await formOf(description)).toBe('optimised');
  });

  test('is done without where nothing can be written', async () => {
    const description = await described({});
    const occupied = join(folder, 'occupied');
    writeFileSync(occupied, '');

    expect(await prepareOptimisedModel(description, occupied)).toEqual({
      unavailable: expect.stringContaining('occupied'),
    });
    expect(await using(description, occupied, async (session) => session.form)).toBe('exported');
  });
});

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

    expect(await calibrated((size) => 4 * size)).toBe(1);
    expect(await calibrated(() => 4)).toBe(8);
    expect(await calibrated((size) => (size > 2 ? Number.NaN : 4))).toBe(2);
  });
});

function change(path: string): void {
  const bytes = readFileSync(path);
  bytes[100] ^= 1;
  writeFileSync(path, bytes);
}
