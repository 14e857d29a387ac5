import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes } from '../../../lib/contracts/http-api';
import { plainPicture } from '../pictures';
import { type ServerProcess, startServer, startTinyServer } from '../server-process';

const admin = Object.values(routes).filter((route) => 'audience' in route && route.audience === 'admin');
const started: ServerProcess[] = [];

afterAll(async () => {
  for (const server of started) expect(await server.stop()).toBe(0);
});

async function start(
  environment: Record<string, string>,
  starter: typeof startServer = (extra) => startTinyServer({}, extra),
) {
  const server = await starter({ IMAGE_CLASSIFIER_ADMIN_PORT: '0', ...environment });
  started.push(server);
  const ready = server.logs.find(({ msg }) => msg === 'ready');
  return { main: server.url, second: String(ready?.adminUrl) };
}

async function ask(url: string, path: string, method = 'GET', headers: Record<string, string> = {}) {
  const response = await fetch(url + path.replace(/\{\w+\}/g, 'x'), { method, headers });
  return { status: response.status, text: await response.text(), allow: response.headers.get('Allow') };
}

test('what changes or reveals the server answers on the admin port alone', async () => {
  const { main, second } = await start({});
  expect(admin.length).toBeGreaterThan(10);
  for (const { method, path } of admin) {
    const there = await ask(main, path, method);
    expect([method, path, there.status, there.allow]).toEqual([method, path, 404, null]);
    expect(there.text).toContain('There is no route');
    expect([method, path, (await ask(second, path, method)).text]).not.toEqual([
      method,
      path,
      expect.stringContaining('There is no route'),
    ]);
  }
  expect((await ask(main, '/metrics', 'POST')).status).toBe(404);
  expect((await ask(second, '/metrics')).text).toContain('image_classifier_ready 1');
  expect((await ask(second, '/metrics', 'POST')).allow).toBe('GET');
});

test('pictures, the page and the model answer on the main port alone, probes of the process on both', async () => {
  const { main, second } = await start({});
  const picture = { method: 'POST', body: new Uint8Array(await plainPicture('red')) };
  expect((await fetch(`${main}/classify`, picture)).status).toBe(200);
  expect((await fetch(`${second}/classify`, picture)).status).toBe(404);
  for (const [path, statuses] of [
    ['/', [200, 404]],
    ['/model', [200, 404]],
    ['/health/live', [200, 200]],
    ['/health/ready', [200, 200]],
  ] as const) {
    const here = [(await ask(main, path)).status, (await ask(second, path)).status];
    expect([path, here]).toEqual([path, statuses]);
  }
});

test('keys are asked for on the admin port too', async () => {
  const keys = JSON.stringify([
    { name: 'shop', key: 'the-key-of-the-shop' },
    { name: 'operator', key: 'the-key-of-the-operator', admin: true },
  ]);
  const { second } = await start({ IMAGE_CLASSIFIER_API_KEYS: keys });
  const statusWith = async (key: string) => (await ask(second, '/metrics', 'GET', { 'X-Api-Key': key })).status;
  expect((await ask(second, '/metrics')).status).toBe(401);
  expect([await statusWith('the-key-of-the-shop'), await statusWith('the-key-of-the-operator')]).toEqual([403, 200]);
});

test("Amazon SageMaker's own routes for many models stay on the main port", async () => {
  const { main, second } = await start({ SAGEMAKER_MULTI_MODEL: 'true' }, startServer);
  expect((await ask(main, '/models')).status).toBe(200);
  expect((await ask(second, '/models')).status).toBe(404);
  expect((await ask(main, '/metrics')).status).toBe(404);
});

test('without an admin port everything answers on the one there is', async () => {
  const server = await startTinyServer();
  started.push(server);
  expect((await ask(server.url, '/metrics')).status).toBe(200);
});

test('an admin port that another program has stops the start', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const refusal = await start({ IMAGE_CLASSIFIER_ADMIN_PORT: String(port) }).then(() => '', String);
  other.close();
  expect(refusal).toMatch(/ended with 69[\s\S]*\[port-taken\]/);
});
