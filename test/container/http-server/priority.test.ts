import { plainPicture } from '../pictures';
import { type ServerProcess, startTinyServer } from '../server-process';

let server: ServerProcess;
let picture: Buffer;

beforeAll(async () => {
  picture = await plainPicture('#00ff00');
  server = await startTinyServer(
    { rounds: 300 },
    {
      IMAGE_CLASSIFIER_PROCESSES: '1',
      IMAGE_CLASSIFIER_MAX_BATCH: '1',
      IMAGE_CLASSIFIER_QUEUE_TARGET_MS: '60000',
      IMAGE_CLASSIFIER_PRIORITY_LEVELS: '2',
      IMAGE_CLASSIFIER_DEFAULT_PRIORITY: '2',
    },
  );
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

function post(headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.url}/classify`, { method: 'POST', body: new Uint8Array(picture), headers });
}

test('pictures of the highest priority overtake those that wait', async () => {
  const order: string[] = [];
  const send = async (name: string, headers: Record<string, string>) => {
    expect((await post(headers)).status).toBe(200);
    order.push(name);
  };
  server.pause();
  const first = Array.from({ length: 5 }, () => send('usual', {}));
  await server.holds(5);
  const high = send('high', { 'X-Request-Priority': '1' });
  await server.holds(6);
  server.resume();
  await Promise.all([...first, high]);
  expect(order.indexOf('high')).toBeLessThan(3);
  expect(order).toHaveLength(6);
});

test('a caller who waits a short time only is served before patient ones', async () => {
  server.pause();
  const patient = Array.from({ length: 5 }, async () => (await post()).status === 200 && performance.now());
  await server.holds(5);
  const hurried = post({ 'X-Request-Timeout-Ms': '20000' }).then(() => performance.now());
  await server.holds(6);
  server.resume();
  const last = Math.max(...(await Promise.all(patient)).map(Number));
  expect(await hurried).toBeLessThan(last);
});

test.each(['high', '-1', '1.5', ''])('refuses "%s" as a priority', async (priority) => {
  const response = await post({ 'X-Request-Priority': priority });
  expect(response.status).toBe(400);
  expect((await response.json()).failure.id).toBe('request-malformed');
});

test('a caller whose time would not suffice is turned away at once, with the time after which it may', async () => {
  server.pause();
  const busy = Array.from({ length: 6 }, () => post());
  await server.holds(6);
  const asked = performance.now();
  const response = await post({ 'X-Request-Timeout-Ms': '60' });
  expect(response.status).toBe(503);
  expect((await response.json()).failure.id).toBe('server-overloaded');
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  server.resume();
  await Promise.all(busy);
  expect(performance.now() - asked).toBeGreaterThan(100);
});
