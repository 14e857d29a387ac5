/** @jest-environment ./test/container/session/runtime-environment.js */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { topLabels } from '../../../container/src/labels';
import { describeModel } from '../../../container/src/models/description';
import { openSession } from '../../../container/src/session/session';
import { temporaryFolder } from '../temporary-folder';
import { type TinyModelOptions, tinyScores, writeTinyModel } from '../tiny-model';
import { colours, plain, using } from './plain-pictures';

const folder = temporaryFolder();
const noCache = join(folder, 'no-cache');
let count = 0;

const described = (options: TinyModelOptions) => describeModel(writeTinyModel(join(folder, `${++count}`), options));

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

  // No machine of the tests has the libraries of the CUDA provider: they are in the image for GPUs alone.
  test('never runs on the CPU what was to run on a GPU', async () => {
    const description = await described({});

    const opened = openSession(description, { directory: noCache, provider: 'cuda' });

    await expect(opened).rejects.toMatchObject({ id: 'gpu-unavailable' });
  });

  test('refuses a file that the runtime cannot load', async () => {
    const description = await described({});
    writeFileSync(description.file, 'no model');

    await expect(openSession(description, { directory: noCache })).rejects.toMatchObject({ id: 'model-unreadable' });
  });
});
