/** @jest-environment ./test/container/session/runtime-environment.js */
import {
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describeModel, type ModelDescription } from '../../../container/src/models/description';
import { optimisedModelPath, prepareOptimisedModel } from '../../../container/src/session/optimised-model';
import { temporaryFolder } from '../temporary-folder';
import { type TinyModelOptions, writeTinyModel } from '../tiny-model';
import { colours, plain, using } from './plain-pictures';

const folder = temporaryFolder();
const noCache = join(folder, 'no-cache');
let count = 0;

const described = (options: TinyModelOptions) => describeModel(writeTinyModel(join(folder, `${++count}`), options));

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

  test('clears away what a server that was killed left behind long ago, and nothing newer', async () => {
    for (const name of ['making-old', 'making-new']) mkdirSync(join(cache, name));
    utimesSync(join(cache, 'making-old'), 0, 0);

    await prepareOptimisedModel(await described({}), cache);

    expect(readdirSync(cache).filter((name) => name.startsWith('making-'))).toEqual(['making-new']);
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;
  asRoot('is not taken from another user', async () => {
    const description = await described({});
    const path = optimisedModelPath(cache, description.contentHash);
    await prepareOptimisedModel(description, cache);
    chownSync(dirname(path), 4321, 4321);

    expect(await formOf(description)).toBe('exported');
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

function change(path: string): void {
  const bytes = readFileSync(path);
  bytes[100] ^= 1;
  writeFileSync(path, bytes);
}
