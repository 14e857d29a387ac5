import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { QueueWorkerFleet } from '../../lib';
import type { StatusEvent } from '../../lib/contracts/status-event';
import { plainPicture } from '../container/pictures';
import { writeTinyModel } from '../container/tiny-model';
import { LocalProcess } from './local-process';
import { descendantsOf, isAlive, workersOf } from './process-table';
import { RunningStack } from './running-stack';
import { synthesized } from './synthesized';

jest.setTimeout(180_000);

const model = mkdtempSync(join(tmpdir(), 'model-'));
const visibility = 3;

/** A fleet whose model never comes to an end with a dark picture, and where a lost job is back after three seconds. */
const directory = synthesized((app) => {
  const stack = new Stack(app, 'shop');
  const { jobQueue, taskDefinition } = new QueueWorkerFleet(stack, 'Fleet');
  (jobQueue.node.defaultChild as CfnQueue).visibilityTimeout = visibility;
  const settings = { MODEL: model, VISIBILITY_SECONDS: String(visibility), PICTURE_TIMEOUT_SECONDS: '150' };
  for (const [name, value] of Object.entries(settings)) {
    taskDefinition.defaultContainer?.addEnvironment(`IMAGE_CLASSIFIER_${name}`, value);
  }
  return stack;
});

let engine: LocalProcess;

afterEach(() => {
  engine.child.kill('SIGKILL');
});

test('a picture that kills every worker is started three times and ends as one failed result; all others are right', async () => {
  writeTinyModel(model, { whenDark: 'hang' });
  engine = new LocalProcess(['--app', directory, '--port', '0', '--max-local', '1']);
  const stack = await RunningStack.of(engine, directory);
  const colours = { red: '#ff0000', green: '#00ff00', blue: '#0000ff' };
  const good = Object.entries(colours).flatMap(([label, colour]) =>
    [1, 2, 3, 4, 5].map((number) => ({ key: `${label}-${number}.png`, label, colour })),
  );
  const [first, ...others] = good;
  for (const { key, colour } of [first, { key: 'poison.png', colour: '#000000' }, ...others]) {
    await stack.upload(/Input/, key, await plainPicture(colour));
  }

  // The kernel that takes a worker away without warning, as soon as the worker touches this picture.
  const starts: StatusEvent[] = [];
  const killed: number[] = [];
  const orphans: number[] = [];
  const end = Date.now() + 120_000;
  while (!/failed [1-9]/.test(engine.output)) {
    if (Date.now() > end) throw new Error(`${starts.length} starts\n${engine.output}`);
    for (const event of await stack.events(/Status/)) {
      if (event.key !== 'poison.png' || event.event !== 'started') continue;
      starts.push(event);
      for (const worker of workersOf(engine.child.pid ?? 0)) {
        killed.push(worker);
        orphans.push(...descendantsOf(worker));
        process.kill(worker, 'SIGKILL');
      }
    }
  }
  expect(starts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  expect(new Set(killed).size).toBe(3);
  expect(orphans.length).toBeGreaterThanOrEqual(3);
  expect(orphans.filter(isAlive)).toEqual([]);
  await engine.line(/classified 15/);

  const result = async (key: string) => JSON.parse(await stack.read(/Result/, `${key}.json`));
  expect((await stack.keys(/Result/)).filter((key) => !key.startsWith('workers/'))).toHaveLength(16);
  for (const { key, label } of good) expect((await result(key)).labels[0].label).toBe(label);
  expect(await result('poison.png')).toMatchObject({
    status: 'failed',
    attempts: 3,
    failure: { id: 'attempts-exhausted' },
  });
  expect(await stack.waiting(/Result/)).toBe(16);
  expect(await stack.waiting(/Parked/)).toBe(1);

  engine.say('quit');
  expect(await engine.exited).toBe(0);
  expect(engine.lines.at(-1)).toBe('Totals: submitted 16, classified 15, failed 1, still waiting 0, lost 0');
});

test('an engine that is killed takes a worker along that is inside a run which never ends', async () => {
  writeTinyModel(model, { whenDark: 'hang' });
  engine = new LocalProcess(['--app', directory, '--port', '0', '--max-local', '1']);
  const stack = await RunningStack.of(engine, directory);
  await stack.upload(/Input/, 'dark.png', await plainPicture('#000000'));
  await engine.line(/1 in flight/);
  const processes = workersOf(engine.child.pid ?? 0).flatMap((worker) => [worker, ...descendantsOf(worker)]);
  expect(processes.length).toBeGreaterThan(1);
  // It is in the run by now: nothing else takes its CPU.
  await new Promise((resolve) => setTimeout(resolve, 1000));

  engine.child.kill('SIGKILL');
  await engine.exited;
  const end = Date.now() + 5000;
  while (processes.some(isAlive) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(processes.filter(isAlive)).toEqual([]);
});
