import { TaskProtection } from '../../../container/src/queue-worker/task-protection';
import { until } from '../../until';
import { answer, ScriptedService, type Step } from '../aws/scripted-service';

const granted = answer('{"protection":{"ProtectionEnabled":true,"TaskArn":"task"}}');
const refused = answer('{"failure":{"Arn":"task","Reason":"DEPLOYMENT_BLOCKED"}}');
const held = { oldestSeconds: 0 };
const longSeconds = 60;

let agent: ScriptedService;
let protection: TaskProtection;
const troubles: string[] = [];

beforeEach(() => {
  // Its looks alone, which are seconds apart, are made by the test.
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'Date', 'performance'] });
  troubles.length = 0;
  held.oldestSeconds = 0;
});
afterEach(async () => {
  jest.useRealTimers();
  await agent.stop();
});

async function begin(...steps: Step[]): Promise<void> {
  agent = await ScriptedService.start(...steps);
  protection = new TaskProtection(agent.endpoint, held, longSeconds, ({ message }) => troubles.push(message));
}

const look = () => jest.advanceTimersByTime(5000);
const asked = () => agent.asked.map(({ url, body }) => [url, JSON.parse(body)]);
const on = ['/task-protection/v1/state', { ProtectionEnabled: true, ExpiresInMinutes: 10 }];
const off = ['/task-protection/v1/state', { ProtectionEnabled: false }];

test('a task is protected while it holds long work, is asked for once, and is free again afterwards', async () => {
  await begin(granted);
  held.oldestSeconds = longSeconds;
  look();
  held.oldestSeconds = longSeconds + 1;
  look();
  await until(() => agent.asked.length === 1);
  await protection.stop();
  expect(asked()).toEqual([on, off]);
  expect(troubles).toEqual([]);
});

test('work that is soon done needs no protection', async () => {
  await begin(granted);
  held.oldestSeconds = 1;
  for (let times = 0; times < 5; times += 1) look();
  await protection.stop();
  expect(agent.asked).toEqual([]);
});

test('a refusal of Amazon ECS, which comes with 200, is told, and protection is asked for again', async () => {
  await begin(refused, (_, response) => response.writeHead(500).end(), granted);
  held.oldestSeconds = longSeconds + 1;
  for (const times of [1, 2]) {
    look();
    await until(() => troubles.length === times);
  }
  look();
  await until(() => agent.asked.length === 3);
  await protection.stop();
  expect(asked()).toEqual([on, on, on, off]);
  expect(troubles).toEqual([
    'task protection was refused: DEPLOYMENT_BLOCKED',
    'task protection was answered with 500',
  ]);
});
