import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { SendMessageCommand } from '../../../container/node_modules/@aws-sdk/client-sqs';
import { parseCommandLine } from '../../../container/src/commands/command-line';
import { CloudProcess } from '../../local/cloud-process';
import { until } from '../../until';

const program = join(__dirname, '..', '..', '..', 'bin', 'image-classifier.js');
let cloud: CloudProcess;
let parked: string;
let jobs: string;
let turn = 0;

beforeAll(async () => {
  cloud = await CloudProcess.start();
});
beforeEach(async () => {
  turn += 1;
  parked = await cloud.queue(`parked-${turn}`, { VisibilityTimeout: '2' });
  jobs = await cloud.queue(`jobs-${turn}`);
});
afterAll(() => cloud.stop());

const park = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, place) =>
      cloud.sqs.send(new SendMessageCommand({ QueueUrl: parked, MessageBody: `message ${place}` })),
    ),
  );

interface Ended {
  readonly code: number | null;
  readonly printed: string;
}

function redrive(...words: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, 'redrive', '--from', parked, ...words], {
    env: { ...process.env, ...cloud.environment },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += text));
  const ended = new Promise<Ended>((resolve) => child.once('exit', (code) => resolve({ code, printed })));
  return { child, ended };
}

test('parked messages go back to the job queue word for word, and their number is told', async () => {
  await park(25);

  expect(await redrive('--to', jobs).ended).toEqual({ code: 0, printed: '25 moved\n' });

  const bodies = (await cloud.take(jobs)).map(({ body }) => body);
  expect(new Set(bodies)).toEqual(new Set(Array.from({ length: 25 }, (_, place) => `message ${place}`)));
  expect(bodies).toHaveLength(25);
  expect(await cloud.waiting(parked)).toBe(0);
});

test('no more are moved than were asked for', async () => {
  await park(12);

  expect(await redrive('--to', jobs, '--max', '11').ended).toEqual({ code: 0, printed: '11 moved\n' });

  expect([await cloud.waiting(jobs), await cloud.waiting(parked)]).toEqual([11, 1]);
});

test('killed in the middle, or with queues that fail, it loses nothing: the next run moves what is left', async () => {
  await park(200);
  await cloud.faults({ sqs: 0.1 });
  const { child, ended } = redrive('--to', jobs);
  while ((await cloud.waiting(jobs)) < 20) await new Promise((resolve) => setTimeout(resolve, 10));
  child.kill('SIGKILL');
  await ended;
  await cloud.faults({});
  expect(await cloud.waiting(jobs)).toBeLessThan(200);
  // What was in its hands comes back to the parked queue after two seconds, which the emulator notices when it is asked for messages.
  await new Promise((resolve) => setTimeout(resolve, 2500));

  expect((await redrive('--to', jobs).ended).code).toBe(0);

  const bodies = new Set((await cloud.take(jobs)).map(({ body }) => body));
  expect(bodies.size).toBe(200);
  expect(await cloud.waiting(parked)).toBe(0);
});

test('Ctrl-C finishes what is in hand and says how far it came', async () => {
  const { child, ended } = redrive('--to', jobs);
  await until(async () =>
    (await cloud.calls()).some(
      ({ action, resource }) => action === 'sqs:ReceiveMessage' && resource === `parked-${turn}`,
    ),
  );
  child.kill('SIGINT');
  expect(await ended).toEqual({ code: 0, printed: '0 moved, then stopped\n' });
});

test('what is parked while it runs stays parked: a picture that fails again does not go round for ever', async () => {
  const { ended } = redrive('--to', jobs);
  const parking = setInterval(() => void park(1), 100);
  const { code, printed } = await ended.finally(() => clearInterval(parking));

  expect(code).toBe(0);
  expect(printed).toMatch(/^\d+ moved, \d+ left that were parked meanwhile\n$/);
});

test('a queue that cannot be used is named, with what to do, and the message stays parked', async () => {
  await park(1);
  const { code, printed } = await redrive('--to', `${jobs}-gone`).ended;
  expect(code).toBe(69);
  expect(printed).toContain('A queue cannot be read or written. 0 moved; then');
  expect(printed).toContain('[queue-unusable]');
  expect(await cloud.waiting(parked)).toBe(1);
});

test.each([
  [['--to', 'https://q/b'], '--from must be the URL of a queue, received nothing.'],
  [['--from', 'parked', '--to', 'https://q/b'], '--from must be the URL of a queue, received "parked".'],
  [['--from', 'https://q/a', '--to', 'https://q/a'], '--from and --to must be two queues, received one.'],
  [['--from', 'https://q/a', '--to', 'https://q/b', '--max', '0'], '--max must be a whole number from 1 to'],
])('%j is refused', (words, message) => {
  expect(() => parseCommandLine(['redrive', ...words])).toThrow(message);
});
