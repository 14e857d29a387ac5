/** @jest-environment ./test/container/session/runtime-environment.js */
import { existsSync, lstatSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeModel, type ModelDescription } from '../../../container/src/models/description';
import { machineKey, optimisedModelPath, prepareOptimisedModel } from '../../../container/src/session/optimised-model';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';
import { using } from './plain-pictures';

const folder = temporaryFolder();
const mebibyte = 1_048_576;
const cache = join(folder, 'cache');
/** Each optimised form takes 4.6 MiB. */
const [open, old, recent, latest] = [1100, 1101, 1102, 1103];

const described = (hidden: number) => describeModel(writeTinyModel(join(folder, `${hidden}`), { hidden }));
const kept = async (hidden: number) => existsSync(optimisedModelPath(cache, (await described(hidden)).contentHash));
const hashes = (...models: number[]) =>
  Promise.all(models.map(async (hidden) => (await described(hidden)).contentHash));

/** A file system of 16 MiB that holds nothing but the cache. */
async function sixteenMebibytes(directory: string): Promise<{ capacity: number; free: number }> {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) =>
    lstatSync(join(directory, name)),
  );
  const used = files.reduce((sum, file) => sum + (file.isFile() ? file.blocks * 512 : 0), 0);
  return { capacity: 16 * mebibyte, free: 16 * mebibyte - used };
}

async function prepare(hidden: number, inUse: readonly string[] = []): Promise<ModelDescription & { outcome: object }> {
  const description = await described(hidden);
  return { ...description, outcome: await prepareOptimisedModel(description, cache, inUse, sixteenMebibytes) };
}

test('where room is short the form used longest ago leaves, but none of a model that is open', async () => {
  for (const [place, hidden] of [open, old].entries()) {
    const { contentHash } = await prepare(hidden);
    utimesSync(dirname(optimisedModelPath(cache, contentHash)), 0, Date.now() / 1000 - 1000 + place);
  }
  const { outcome } = await prepare(recent, await hashes(open));
  expect(outcome).toMatchObject({ made: true });
  expect(await Promise.all([open, old, recent].map(kept))).toEqual([true, false, true]);
});

test('where the open models take all room, the next is served as it was exported, and nothing is removed', async () => {
  const { outcome, ...description } = await prepare(latest, await hashes(open, recent));
  expect(outcome).toEqual({
    unavailable: expect.stringMatching(/cache is short of room: it takes 9 MiB, \d MiB are free$/),
  });
  expect(await Promise.all([open, recent, latest].map(kept))).toEqual([true, true, false]);
  expect(await using(description, cache, async ({ form }) => form)).toBe('exported');
});

test('a measurement that was kept beside a model leaves like one; what is not ours stays', async () => {
  const [foreign, measured] = [join(cache, 'repository-1'), join(cache, `${machineKey('tuning')}-tuning.json`)];
  for (const place of [foreign, measured]) {
    mkdirSync(place);
    utimesSync(place, 0, 0);
  }
  await prepare(latest, await hashes(recent));
  expect([foreign, measured].map((place) => existsSync(place))).toEqual([true, false]);
});
