import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import { selfSigned } from '../container/access/certificate';
import { temporaryFolder } from '../container/temporary-folder';
import type { FunctionProcess } from './function-process';
import { type CheckSettings, type StandIn, standIn, startCheck, writePictures } from './golden-service';

const folder = temporaryFolder();
const picturesDirectory = writePictures(join(folder, 'pictures'));
const hat = JSON.stringify({ status: 'classified', labels: [{ label: 'hat', score: 0.9, index: 1 }] });

let check: FunctionProcess | undefined;
let host: StandIn | undefined;
afterEach(async () => {
  host?.close();
  host = undefined;
  await check?.stop();
});

async function ask(settings: Partial<CheckSettings>, event: unknown = {}, cloud: Record<string, string> = {}) {
  await check?.stop();
  check = startCheck({ picturesDirectory, ...settings }, cloud);
  const { hookStatus } = await check.invoke<{ hookStatus: string }>(event as object);
  return { hookStatus, said: check.said };
}

async function answering(status: number, body: string, settings: Partial<CheckSettings> = {}) {
  host = await standIn((_, response) => response.writeHead(status).end(body));
  return ask({ testUrl: `http://127.0.0.1:${host.port}`, ...settings });
}

test.each([
  ['the right label', 200, hat, 'SUCCEEDED', /outcome: 'passed'/],
  [
    'a score that is too low',
    200,
    hat.replace('0.9', '0.4999'),
    'FAILED',
    /expected hat 50 % or more, but .*hat 49\.9 %/,
  ],
  ['another label', 200, hat.replace('hat', 'cat'), 'FAILED', /expected hat, but the model says cat 90 %/],
  ['no labels', 200, '{"labels":[]}', 'FAILED', /the answer is no result/],
  ['no JSON', 200, '<html>', 'FAILED', /the answer is no result: "<html>"/],
  ['a page of a megabyte', 200, 'x'.repeat(1e6), 'IN_PROGRESS', /an answer of more than 262144 bytes/],
  ['a refusal', 403, 'no key', 'FAILED', /answered with 403 "no key"/],
  ['a load balancer without tasks', 503, 'no tasks', 'IN_PROGRESS', /answered with 503 "no tasks"/],
  ['a load balancer that lost its task', 502, '', 'IN_PROGRESS', /answered with 502/],
  ['a server that is full', 429, '', 'IN_PROGRESS', /answered with 429/],
])('%s is answered as it should be', async (_, status, body, hookStatus, words) => {
  const answer = await answering(status, body);
  expect(answer.hookStatus).toBe(hookStatus);
  expect(answer.said).toMatch(words);
});

test('where a server has several models, the one is asked that the picture is meant for', async () => {
  const asked: unknown[] = [];
  host = await standIn(({ url, method, headers }, response) => {
    asked.push([method, url, headers['x-image-classifier-release']]);
    response.end(hat);
  });
  const two = writePictures(join(folder, 'two'), { label: 'hat', model: 'hats & caps' });
  await ask({ testUrl: `http://127.0.0.1:${host.port}`, picturesDirectory: two });
  expect(asked).toEqual([['POST', '/classify?topK=1&model=hats+%26+caps', 'test']]);
});

test.each([
  ['takes a connection and never answers', () => undefined],
  ['answers a byte a tenth of a second, for ever', (write: () => void) => setInterval(write, 100)],
])('a server that %s is not waited for', async (_, drip) => {
  const timers: (NodeJS.Timeout | undefined)[] = [];
  const server = createSocketServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
      timers.push(drip(() => socket.write('x')));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = { port: (server.address() as AddressInfo).port, close: () => server.close() };
  const testUrl = `http://127.0.0.1:${host.port}`;
  const from = Date.now();
  const answer = await ask({ testUrl, answerSeconds: 0.5 });
  expect(Date.now() - from).toBeLessThan(10_000);
  expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS', said: expect.stringContaining('aborted due to timeout') });
  timers.forEach(clearInterval);
});

test('many pictures that are all answered slowly take no longer than one call may', async () => {
  const slow = join(folder, 'slow');
  mkdirSync(slow);
  const pictures = Array.from({ length: 40 }, (_, number) => ({ file: `${number}.jpg`, label: 'hat' }));
  for (const { file } of pictures) writeFileSync(join(slow, file), 'a picture');
  writeFileSync(join(slow, 'golden.json'), JSON.stringify({ pictures }));
  host = await standIn((_, response) => void setTimeout(() => response.end(hat), 500));
  const from = Date.now();
  const answer = await ask({ testUrl: `http://127.0.0.1:${host.port}`, picturesDirectory: slow, roundSeconds: 1 });
  expect(Date.now() - from).toBeLessThan(4000);
  expect(answer.hookStatus).toBe('IN_PROGRESS');
});

test('a certificate is checked against the name of the service, not that of its load balancer', async () => {
  const certificate = selfSigned('classify.shop.example');
  const trusted = { NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') };
  writeFileSync(trusted.NODE_EXTRA_CA_CERTS, certificate.cert);
  const named: unknown[] = [];
  host = await standIn(({ headers, socket }, response) => {
    named.push([headers.host, Reflect.get(socket, 'servername')]);
    response.end(hat);
  }, certificate);
  const testUrl = `https://127.0.0.1:${host.port}`;
  const name = 'classify.shop.example';
  expect(await ask({ testUrl, testHost: name }, {}, trusted)).toMatchObject({ hookStatus: 'SUCCEEDED' });
  expect(named).toEqual([[name, name]]);
  for (const [testHost, environment] of [
    ['other.shop.example', trusted],
    ['', trusted],
    [name, {}],
  ] as const) {
    const answer = await ask({ testUrl, testHost }, {}, environment);
    expect(answer).toMatchObject({ hookStatus: 'FAILED', said: expect.stringContaining('certificate') });
  }
});

test.each([
  ['a folder without golden.json', {}, /the golden pictures cannot be read: ENOENT/],
  ['a golden.json without pictures', { 'golden.json': '{"pictures":[]}' }, /golden\.json\.pictures/],
  ['a picture that is not there', { 'golden.json': '{"pictures":[{"file":"b.jpg","label":"hat"}]}' }, /ENOENT.+b\.jpg/],
])('%s stops the release and says so', async (name, files, words) => {
  const broken = join(folder, name);
  mkdirSync(broken);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(broken, file), text);
  const answer = await ask({ picturesDirectory: broken });
  expect(answer).toMatchObject({ hookStatus: 'FAILED', said: expect.stringMatching(words) });
});

test.each([[null], [[]], ['text'], [{ hookDetails: 'x', executionDetails: 7 }], [{ hookDetails: { since: 'x' } }]])(
  'an event that is not as documented (%j) is the first call of an unknown release',
  async (event) => {
    const answer = await ask({ testUrl: 'http://127.0.0.1:1' }, event);
    expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS', said: expect.stringContaining('unknown') });
  },
);
