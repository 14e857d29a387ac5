import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeys } from '../../../container/src/access/key-source';
import { startTinyServer } from '../server-process';

const first = 'the-first-key-of-the-shop';
const second = 'the-second-key-of-the-shop';
const listOf = (key: string) => JSON.stringify([{ name: 'shop', key }]);
const folder = () => mkdtempSync(join(tmpdir(), 'keys-'));

/** What a source of keys says, told line by line. */
function journal() {
  const lines: { level: string; fields: Record<string, unknown>; words: string }[] = [];
  const write = (level: string) => (fields: Record<string, unknown>, words: string) => {
    lines.push({ level, fields, words });
  };
  return { lines, log: { info: write('info'), error: write('error') } as never };
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it did not come to that in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a running server takes a new list from its file, and callers with the old key are refused from then on', async () => {
  const file = join(folder(), 'keys.json');
  writeFileSync(file, listOf(first));
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_API_KEYS_FILE: file });
  const ask = async (key: string) => (await fetch(`${server.url}/model`, { headers: { 'X-Api-Key': key } })).status;
  expect([await ask(first), await ask(second)]).toEqual([200, 401]);

  writeFileSync(file, listOf(second));
  await until(() => server.logs.some(({ msg }) => msg === 'api keys changed'));

  expect([await ask(first), await ask(second)]).toEqual([401, 200]);
  await server.stop();
});

test('a bad list changes nothing, and is told once without a key', async () => {
  const file = join(folder(), 'keys.json');
  writeFileSync(file, listOf(first));
  const { lines, log } = journal();
  const keys = await openKeys({ apiKeysFile: file }, log, 5);

  writeFileSync(file, `[{ "name": "shop", "key": "${second}" `);
  await until(() => lines.length > 0);
  rmSync(file);
  await until(() => lines.length > 1);
  await new Promise((resolve) => setTimeout(resolve, 50));

  expect(lines.map(({ level }) => level)).toEqual(['error', 'error']);
  expect(JSON.stringify(lines)).not.toContain(second);
  expect(keys?.ring.find(first)?.name).toBe('shop');
  writeFileSync(file, listOf(second));
  await until(() => keys?.ring.find(second) !== undefined);
  expect(keys?.ring.find(first)).toBeUndefined();
  keys?.stop();
});

test('follows a link that is pointed elsewhere, as Kubernetes does with a secret', async () => {
  const place = folder();
  const link = join(place, 'keys.json');
  for (const key of [first, second]) writeFileSync(join(place, key), listOf(key));
  symlinkSync(join(place, first), link);
  const keys = await openKeys({ apiKeysFile: link }, journal().log, 5);
  rmSync(link);
  symlinkSync(join(place, second), link);
  await until(() => keys?.ring.find(second) !== undefined);
  keys?.stop();
});

test.each([
  ['a list that is none', { IMAGE_CLASSIFIER_API_KEYS: `{"shop":"${first}"}` }, 'keys: expected a list'],
  ['a key that is too short', { IMAGE_CLASSIFIER_API_KEYS: '[{"name":"shop","key":"geheim"}]' }, 'keys[0].key'],
  ['a file that is not there', { IMAGE_CLASSIFIER_API_KEYS_FILE: '/nowhere/keys.json' }, 'ENOENT'],
  [
    'two lists',
    { IMAGE_CLASSIFIER_API_KEYS: listOf(first), IMAGE_CLASSIFIER_API_KEYS_FILE: '/nowhere/keys.json' },
    'two lists',
  ],
])('does not start with %s', async (_, environment, reason) => {
  const refusal = await startTinyServer({}, environment).then(() => '', String);
  expect(refusal).toContain('ended with 78');
  expect(refusal).toContain(reason);
  expect(refusal).toContain('[api-keys-invalid]');
  expect(refusal).not.toContain(first);
  expect(refusal).not.toContain('geheim');
});
