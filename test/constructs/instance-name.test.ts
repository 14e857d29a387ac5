import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { nameInstance } from '../../lib/private/instance-name';

const run = promisify(execFile);
const tag = { key: 'image-classifier:fleet', value: 'shop' };

/** A cloud of one file per instance: its content is the instance's name. */
let cloud: string;

const programs = {
  curl: `case "$*" in
  *api/token*) echo token ;;
  *instance-id*) echo "$INSTANCE" ;;
  *placement/region*) echo eu-central-1 ;;
esac`,
  aws: `case "$*" in
  *describe-instances*) for file in "$CLOUD"/i-*; do printf '%s\\t%s\\n' "$(basename "$file")" "$(cat "$file")"; done ;;
  *create-tags*) printf '%s' "\${@: -1}" | sed 's/.*Value=//' > "$CLOUD/$4" ;;
esac`,
};

beforeEach(() => {
  cloud = mkdtempSync(join(tmpdir(), 'instance-name-'));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(cloud, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }
});
afterEach(() => rmSync(cloud, { recursive: true }));

/** Starts instances at once, and tells what they are called in the end. */
async function start(...ids: string[]): Promise<Record<string, string>> {
  const script = [...nameInstance({ stem: 'app-instance', tag, settleSeconds: 1 }), 'wait'].join('\n');
  for (const id of ids) writeFileSync(join(cloud, id), 'None');
  const env = { ...process.env, CLOUD: cloud, PATH: `${cloud}:${process.env.PATH}` };
  await Promise.all(ids.map((id) => run('bash', ['-c', script], { env: { ...env, INSTANCE: id } })));
  return names();
}

const names = () =>
  Object.fromEntries(
    readdirSync(cloud)
      .filter((file) => file.startsWith('i-'))
      .map((file) => [file, readFileSync(join(cloud, file), 'utf8').trim()]),
  );

test('the first instance is app-instance1, and a name that is free again is taken again', async () => {
  expect(await start('i-0c')).toEqual({ 'i-0c': 'app-instance1' });
  expect(await start('i-0a')).toEqual({ 'i-0a': 'app-instance2', 'i-0c': 'app-instance1' });
  rmSync(join(cloud, 'i-0c'));
  expect(await start('i-0b')).toEqual({ 'i-0a': 'app-instance2', 'i-0b': 'app-instance1' });
});

test('of instances that start at once, each gets a name of its own', async () => {
  const taken = Object.values(await start('i-01', 'i-02', 'i-03', 'i-04', 'i-05'));
  expect(taken.sort()).toEqual([1, 2, 3, 4, 5].map((number) => `app-instance${number}`));
}, 60_000);
