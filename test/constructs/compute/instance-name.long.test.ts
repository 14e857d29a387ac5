import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameInstance } from '../../../lib/private/tasks/instance-name';

const tag = { key: 'image-classifier:fleet', value: 'shop' };
/** How long a tag takes at most to be seen by all, on a machine with other things to do. */
const settleSeconds = 2;

/** A cloud of one file per instance: its content is the instance's name. */
let cloud: string;
const started: number[] = [];

/** They start no programs of their own but one, so that a busy machine runs them soon enough. */
const programs = {
  curl: `case "$*" in
  *api/token*) echo token ;;
  *instance-id*) echo "$INSTANCE" ;;
  *placement/region*) echo eu-central-1 ;;
esac`,
  aws: `cd "$CLOUD"
case "$*" in
  *describe-instances*)
    read -r own < "$INSTANCE"
    [ "$SEES_OTHERS" = late ] && [ "$own" = None ] && exit
    for id in i-*; do read -r name < "$id"; echo "$id	$name"; done ;;
  *create-tags*) name="\${@: -1}"; echo "\${name##*Value=}" > "new-$4"; mv "new-$4" "$4" ;;
esac`,
};

beforeEach(() => {
  cloud = mkdtempSync(join(tmpdir(), 'instance-name-'));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(cloud, name), `#!/bin/bash\n${script}\n`, { mode: 0o755 });
  }
  // Nothing else is on the path of the script, so that it can ask no real cloud.
  for (const name of ['awk', 'head', 'mv', 'seq', 'sleep', 'sort']) {
    const place = ['/bin', '/usr/bin'].map((folder) => join(folder, name)).find(existsSync);
    symlinkSync(place ?? '', join(cloud, name));
  }
});
afterEach(() => {
  for (const group of started.splice(0)) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  rmSync(cloud, { recursive: true });
});

/** Runs the script as an instance does, until it has a name. */
function run(script: string, variables: Record<string, string>): Promise<number | null> {
  // A shell whose input is a socket, as every pipe of Node is, believes that somebody logged in, and reads their .bashrc.
  const child = spawn('/bin/bash', ['--norc', '-c', script], {
    env: { ...variables, CLOUD: cloud, PATH: cloud },
    stdio: 'ignore',
    detached: true,
  });
  if (child.pid !== undefined) started.push(child.pid);
  return new Promise((resolve) => child.once('exit', resolve));
}

/** Starts instances at once, and tells what they are called in the end. */
async function start(ids: string[], seesOthers = 'at once', called = 'None'): Promise<Record<string, string>> {
  const script = [...nameInstance({ stem: 'app-instance', tag, settleSeconds }), 'wait'].join('\n');
  for (const id of ids) writeFileSync(join(cloud, id), `${called}\n`);
  expect(await Promise.all(ids.map((id) => run(script, { INSTANCE: id, SEES_OTHERS: seesOthers })))).toEqual(
    ids.map(() => 0),
  );
  return names();
}

const names = () =>
  Object.fromEntries(
    readdirSync(cloud)
      .filter((file) => file.startsWith('i-'))
      .map((file) => [file, readFileSync(join(cloud, file), 'utf8').trim()]),
  );

test('the first instance is app-instance1, and a name that is free again is taken again', async () => {
  expect(await start(['i-0c'])).toEqual({ 'i-0c': 'app-instance1' });
  expect(await start(['i-0a'])).toEqual({ 'i-0a': 'app-instance2', 'i-0c': 'app-instance1' });
  rmSync(join(cloud, 'i-0c'));
  expect(await start(['i-0b'])).toEqual({ 'i-0a': 'app-instance2', 'i-0b': 'app-instance1' });
});

test.each([
  'None',
  // As a launch template of the CDK calls them.
  'Shop/Fleet/LaunchTemplate',
])('of twenty instances that start at once as %s, each gets a name of its own', async (called) => {
  const ids = Array.from({ length: 20 }, (_, place) => `i-${place + 10}`);
  const taken = Object.values(await start(ids, 'at once', called));
  expect(taken.sort()).toEqual(ids.map((_, place) => `app-instance${place + 1}`).sort());
});

test('of instances that took the same name because they could not see each other yet, the lowest keeps it', async () => {
  const taken = await start(['i-01', 'i-02', 'i-03'], 'late');
  expect(taken['i-01']).toBe('app-instance1');
  expect(Object.values(taken).sort()).toEqual(['app-instance1', 'app-instance2', 'app-instance3']);
});
