/** @jest-environment ./test/container/session/runtime-environment.js */
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describeModel, type ModelDescription } from '../../../container/src/models/description';
import { optimisedModelPath, prepareOptimisedModel } from '../../../container/src/session/optimised-model';
import { testWith } from '../../system-package';
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
    expect(await prepareOptimisedModel(description, cache)).toMatchObject({ path });
    const made = statSync(path).ino;
    expect(await prepareOptimisedModel(description, cache)).toMatchObject({ path });

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
    expect(await formOf(description)).toBe('exported');

    expect(await prepareOptimisedModel(description, cache)).toMatchObject({ path });

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

  test('goes when nobody has used it for a month', async () => {
    const [used, unused, latest] = [
      await described({}),
      await described({ hidden: 8 }),
      await described({ hidden: 16 }),
    ];
    const folderOf = ({ contentHash }: ModelDescription) => dirname(optimisedModelPath(cache, contentHash));
    for (const description of [used, unused]) {
      await prepareOptimisedModel(description, cache);
      utimesSync(folderOf(description), 0, 0);
    }
    mkdirSync(join(cache, 'not-ours'), { recursive: true });
    utimesSync(join(cache, 'not-ours'), 0, 0);
    await prepareOptimisedModel(used, cache);

    await prepareOptimisedModel(latest, cache);

    const left = [used, unused, latest].map((description) => existsSync(folderOf(description)));
    expect(left).toEqual([true, false, true]);
    expect(readdirSync(cache)).toContain('not-ours');
    rmSync(join(cache, 'not-ours'), { recursive: true });
  });

  describe('is neither taken from nor given to others', () => {
    const asRoot = testWith(process.geteuid?.() === 0, 'root, to give a directory to another user');

    /** A directory with this model's optimised form in it, whole. */
    async function filled(description: ModelDescription): Promise<string> {
      const directory = join(folder, `filled-${++count}`);
      await prepareOptimisedModel(description, directory);
      expect(await using(description, directory, async ({ form }) => form)).toBe('optimised');
      return directory;
    }

    async function expectRefused(description: ModelDescription, directory: string, reason: string): Promise<void> {
      expect(await prepareOptimisedModel(description, directory)).toEqual({ unavailable: `${directory} ${reason}` });
      expect(await using(description, directory, async ({ form }) => form)).toBe('exported');
    }

    test.each(['', '/'])('when the directory is a link, named as link%s', async (end) => {
      const description = await described({});
      const link = join(folder, `link-${++count}`);
      symlinkSync(await filled(description), link);

      await expectRefused(description, `${link}${end}`, 'is a link, not a directory');
    });

    test.each(['770', '1777'])('when the directory can be written by others: mode %s', async (mode) => {
      const description = await described({});
      const directory = await filled(description);
      chmodSync(directory, mode);

      await expectRefused(description, directory, 'can be written by other users (chmod go-w helps)');
    });

    asRoot('when the directory belongs to another user', async () => {
      const description = await described({});
      const directory = await filled(description);
      chownSync(directory, 4321, 4321);

      await expectRefused(description, directory, 'belongs to user 4321, the server runs as user 0');
    });

    const spoil: [string, jest.It, (folder: string) => void][] = [
      ['a link', test, moveBehindLink],
      ['writable by a group', test, (own) => chmodSync(own, 0o770)],
      ["another user's", asRoot, (own) => chownSync(own, 4321, 4321)],
    ];
    for (const [what, testWhere, spoiled] of spoil) {
      testWhere(`and is made again where its folder has become ${what}`, async () => {
        const description = await described({});
        const directory = await filled(description);
        const path = optimisedModelPath(directory, description.contentHash);
        spoiled(dirname(path));
        expect(await using(description, directory, async ({ form }) => form)).toBe('exported');

        expect(await prepareOptimisedModel(description, directory)).toMatchObject({ path });

        expect(lstatSync(dirname(path)).isDirectory()).toBe(true);
        expect(await using(description, directory, async ({ form }) => form)).toBe('optimised');
      });
    }
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

function moveBehindLink(own: string): void {
  renameSync(own, `${own}-elsewhere`);
  symlinkSync(`${own}-elsewhere`, own);
}

function change(path: string): void {
  const bytes = readFileSync(path);
  bytes[100] ^= 1;
  writeFileSync(path, bytes);
}
