import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { plainPicture } from '../pictures';
import { type ServerProcess, startTinyServer } from '../server-process';

const keys = { shop: 'the-key-of-the-shop', operator: 'the-key-of-the-operator', slow: 'the-key-of-a-slow-caller' };
let server: ServerProcess;

beforeAll(async () => {
  const list = [
    { name: 'shop', key: keys.shop },
    { name: 'operator', sha256: createHash('sha256').update(keys.operator).digest('hex'), admin: true },
    { name: 'slow', key: keys.slow, requestsPerSecond: 0.05, burst: 2 },
  ];
  server = await startTinyServer({}, { IMAGE_CLASSIFIER_API_KEYS: JSON.stringify(list) });
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
  const written = JSON.stringify(server.logs);
  for (const key of Object.values(keys)) expect(written).not.toContain(key);
});

async function classify(headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/classify`, {
    method: 'POST',
    body: new Uint8Array(await plainPicture('red')),
    headers,
  });
  return { status: response.status, headers: response.headers, answer: await response.json() };
}

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

test.each([
  ['Authorization: Bearer', { Authorization: `Bearer ${keys.shop}` }],
  ['Authorization in another case', { Authorization: `bearer ${keys.shop}` }],
  ['X-Api-Key', { 'X-Api-Key': keys.shop }],
  ['X-Api-Key beside the credentials of a proxy', { Authorization: 'Basic eDp5', 'X-Api-Key': keys.shop }],
])('answers a caller whose key comes as %s', async (_, headers) => {
  expect((await classify(headers)).status).toBe(200);
});

test.each([
  ['no key', {}, 'key-missing', 'Bearer realm="image-classifier"'],
  ['another scheme', { Authorization: `Basic ${keys.shop}` }, 'key-missing', 'Bearer realm="image-classifier"'],
  [
    'a wrong key',
    { 'X-Api-Key': 'x'.repeat(20) },
    'key-unknown',
    'Bearer realm="image-classifier", error="invalid_token"',
  ],
  ['a key cut short', { 'X-Api-Key': keys.shop.slice(0, -1) }, 'key-unknown', expect.stringContaining('invalid_token')],
  ['a name for a key', { Authorization: 'Bearer shop' }, 'key-unknown', expect.stringContaining('invalid_token')],
])('refuses %s with 401, and says how to send one', async (_, headers, id, challenge) => {
  const { status, headers: received, answer } = await classify(headers as Record<string, string>);
  expect([status, answer.failure.id]).toEqual([401, id]);
  expect(received.get('WWW-Authenticate')).toEqual(challenge);
});

test('probes, the page and the description are open; what tells of the model is not', async () => {
  for (const path of ['/ping', '/health/live', '/health/ready', '/', '/openapi.json']) {
    expect([path, (await get(path)).status]).toEqual([path, 200]);
  }
  expect((await get('/model')).status).toBe(401);
  expect((await get('/model', { 'X-Api-Key': keys.shop })).status).toBe(200);
});

test('metrics are for a key with admin alone', async () => {
  expect((await get('/metrics')).status).toBe(401);
  const refused = await get('/metrics', { 'X-Api-Key': keys.shop });
  expect([refused.status, (await refused.json()).failure.id]).toEqual([403, 'key-not-admin']);
  expect((await get('/metrics', { Authorization: `Bearer ${keys.operator}` })).status).toBe(200);
});

test('a caller faster than its rate is told with 429 when to come again', async () => {
  const headers = { 'X-Api-Key': keys.slow };
  expect([(await classify(headers)).status, (await classify(headers)).status]).toEqual([200, 200]);
  const { status, headers: received, answer } = await classify(headers);
  expect([status, answer.failure.id]).toEqual([429, 'rate-exceeded']);
  const wait = Number(received.get('Retry-After'));
  expect(wait).toBeGreaterThan(10);
  expect(wait).toBeLessThanOrEqual(20);
  expect((await classify({ 'X-Api-Key': keys.shop })).status).toBe(200);
});

test('refuses before a byte of the body is there, and does not ask for it', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write('POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\nExpect: 100-continue\r\n\r\n');
  const [first] = await new Promise<string[]>((resolve) =>
    socket.once('data', (data) => resolve(String(data).split('\r\n'))),
  );
  expect(first).toBe('HTTP/1.1 401 Unauthorized');
  socket.destroy();
});

const underLinux = process.platform === 'linux' ? test : test.skip;

underLinux('the processes that decode pictures do not have the keys in their environment', () => {
  const { pid } = server.child;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  expect(children[0]).toMatch(/^\d+$/);
  for (const child of children) {
    const environment = readFileSync(`/proc/${child}/environ`, 'utf8');
    expect(environment).toContain('PATH=');
    expect(environment).not.toContain(keys.shop);
  }
});

test('the log names the caller', async () => {
  await classify({ 'X-Api-Key': keys.shop, 'X-Request-Id': 'named' });
  const find = () => server.logs.find(({ requestId }) => requestId === 'named');
  while (!find()) await new Promise((resolve) => setTimeout(resolve, 5));
  const line = find();
  expect(line).toMatchObject({ client: 'shop', status: 200 });
});
