import { Duration, Stack } from 'aws-cdk-lib';
import { QueueWorkerFleet } from '../../lib';
import { LocalProcess } from './local-process';
import { descendantsOf, isAlive } from './process-table';
import { synthesized } from './synthesized';

jest.setTimeout(240_000);

/** A fleet that wants a worker for every picture. */
const directory = synthesized((app) => {
  const stack = new Stack(app, 'shop');
  new QueueWorkerFleet(stack, 'Fleet', { maxWorkers: 20, maxQueueDelay: Duration.seconds(1), secondsPerImage: 1 });
  return stack;
});
const mostHere = 2;

const running: LocalProcess[] = [];
const local = (...args: string[]): LocalProcess => {
  const started = new LocalProcess(['--app', directory, '--port', '0', '--max-local', String(mostHere), ...args]);
  running.push(started);
  return started;
};

afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

test('a flash sale of 300 from zero workers: the first within two seconds, never above the cap, nothing lost, back to zero', async () => {
  const fleet = local('--flash', '300', '--once');
  expect(await fleet.exited).toBe(0);
  const [, seconds] = await fleet.line(/([\d.]+) s from the first picture to the start of the first worker/);
  expect(Number(seconds)).toBeLessThanOrEqual(2);
  const desired = [...fleet.output.matchAll(/desired (\d+), running (\d+) here/g)];
  expect(Number(desired[0][1])).toBe(0);
  // How many exactly depends on how many pictures are left when the policies look.
  const most = Math.max(...desired.map(([, wanted]) => Number(wanted)));
  expect(most).toBeGreaterThan(mostHere);
  expect(most).toBeLessThanOrEqual(20);
  expect(fleet.output).toContain(`desired ${most}, running 2 here (at most 2 on this machine)`);
  const [, atOnce] = await fleet.line(/at most (\d+) at once/);
  expect(Number(atOnce)).toBe(mostHere);
  expect(fleet.lines.at(-1)).toBe('Totals: submitted 300, classified 300, failed 0, still waiting 0, lost 0');
});

test('Ctrl-C finishes what is open and tells the totals; lines send sales', async () => {
  const fleet = local();
  await fleet.line(/S3 and SQS/);
  fleet.say('flash 40');
  await fleet.line(/submitted 40/);
  fleet.child.kill('SIGINT');
  expect(await fleet.exited).toBe(0);
  expect(fleet.output).toMatch(/Finishing \d+ pictures/);
  expect(fleet.lines.at(-1)).toBe('Totals: submitted 40, classified 40, failed 0, still waiting 0, lost 0');
});

test('a second Ctrl-C does not wait, and what still waits is not called lost', async () => {
  const fleet = local('--speed', '1');
  await fleet.line(/S3 and SQS/);
  fleet.say('flash 20');
  await fleet.line(/submitted 20/);
  fleet.child.kill('SIGINT');
  await fleet.line(/Finishing 20 pictures/);
  fleet.child.kill('SIGINT');
  expect(await fleet.exited).toBe(0);
  expect(fleet.lines.at(-1)).toBe('Totals: submitted 20, classified 0, failed 0, still waiting 20, lost 0');
});

test('when the engine is killed, its workers do not outlive it', async () => {
  const fleet = local('--flash', '40');
  await fleet.line(/classified [1-9]/);
  const workers = descendantsOf(fleet.child.pid ?? 0);
  expect(workers.length).toBeGreaterThan(0);
  fleet.child.kill('SIGKILL');
  await fleet.exited;
  const end = Date.now() + 5000;
  while (workers.some(isAlive)) {
    if (Date.now() > end) throw new Error(`${workers.filter(isAlive)} are alive`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
