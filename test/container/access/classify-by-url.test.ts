import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, serve } from '../../../container/src/commands/serve';
import { createLogger } from '../../../container/src/telemetry/logger';
import { fromEnvironment } from '../../../lib/contracts/environment';
import { plainPicture } from '../pictures';
import { type ServerProcess, startTinyServer } from '../server-process';
import { writeTinyModel } from '../tiny-model';
import { type PictureHost, publicAddress, startPictureHost } from './picture-host';

const root = join(__dirname, '../../../container/dist');
let host: PictureHost;
let server: RunningServer;
let plain: ServerProcess;

beforeAll(async () => {
  const picture = await plainPicture('red');
  host = await startPictureHost(
    (request, response) => {
      if (request.url === '/words') response.setHeader('Content-Type', 'image/jpeg').end('no picture at all');
      else response.setHeader('Content-Type', 'text/html').end(picture);
    },
    { 'shop.example': [[publicAddress]], 'inner.example': [['127.0.0.1']] },
  );
  const model = mkdtempSync(join(tmpdir(), 'tiny-'));
  writeTinyModel(model, {});
  const settings = fromEnvironment({
    IMAGE_CLASSIFIER_HOST: '127.0.0.1',
    IMAGE_CLASSIFIER_PORT: '0',
    IMAGE_CLASSIFIER_CACHE_DIRECTORY: mkdtempSync(join(tmpdir(), 'cache-')),
    IMAGE_CLASSIFIER_CLASSIFY_URLS: 'true',
    IMAGE_CLASSIFIER_URL_ALLOW_HTTP: 'true',
  });
  const log = createLogger('silent');
  server = await serve({ settings, model, log, root, version: 'test', environment: {}, network: host.network });
  plain = await startTinyServer();
});

afterAll(async () => {
  await server.stop();
  await plain.stop();
  host.close();
});

async function classify(body: unknown, { url, path = '/classify' } = { url: server.url, path: '/classify' }) {
  const headers = { 'Content-Type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url + path, { method: 'POST', body: text, headers });
  const answer = await response.json();
  return { status: response.status, answer, id: answer.failure?.id };
}

test('classifies the picture behind a URL like the same picture in a body, whatever type its host gives it', async () => {
  const { status, answer } = await classify({ url: 'http://shop.example/red.png' });
  const sent = await fetch(`${server.url}/classify`, {
    method: 'POST',
    body: new Uint8Array(await plainPicture('red')),
  });
  expect(status).toBe(200);
  expect(answer.labels).toEqual((await sent.json()).labels);
});

test('what is behind a URL is judged by its bytes', async () => {
  expect(await classify({ url: 'http://shop.example/words' })).toMatchObject({ status: 415, id: 'image-unsupported' });
});

test.each(['http://127.0.0.1/', 'http://inner.example/', 'http://169.254.169.254/latest/', 'http://localhost:8080/'])(
  'answers 403 to %s',
  async (url) => expect(await classify({ url })).toMatchObject({ status: 403, id: 'url-refused' }),
);

test.each([
  ['no JSON', 'https://shop.example/'],
  ['no URL', {}],
  ['a URL that is none', { url: 7 }],
  ['more than a URL', { url: 'https://shop.example/', headers: {} }],
  ['a list', []],
  ['JSON without end', `{"url": ${'['.repeat(8000)}`],
])('answers 400 to %s', async (_, body) => {
  expect(await classify(body)).toMatchObject({ status: 400, id: 'request-malformed' });
});

test('a body that is too long for a URL is refused unread', async () => {
  expect(await classify({ url: `https://shop.example/${'a'.repeat(9000)}` })).toMatchObject({ status: 413 });
});

test('only POST /classify takes a URL, and says so in its description', async () => {
  const body = { url: 'http://shop.example/red.png' };
  expect(await classify(body, { url: server.url, path: '/invocations' })).toMatchObject({ status: 400 });
  const description = await (await fetch(`${server.url}/openapi.json`)).json();
  const { content } = description.paths['/classify'].post.requestBody;
  expect(content['application/json'].schema.required).toEqual(['url']);
});

test('a server that was not told to fetch does not', async () => {
  const looked = host.looked.length;
  expect(await classify({ url: 'http://shop.example/' }, { url: plain.url, path: '/classify' })).toMatchObject({
    status: 415,
    id: 'content-unsupported',
  });
  expect(host.looked).toHaveLength(looked);
  const description = await (await fetch(`${plain.url}/openapi.json`)).json();
  expect(description.paths['/classify'].post.requestBody.content).not.toHaveProperty(['application/json']);
});

test('a list of hosts that are none stops the start', async () => {
  const refusal = await startTinyServer({}, { IMAGE_CLASSIFIER_URL_HOSTS: 'https://shop.example' }).then(
    () => '',
    String,
  );
  expect(refusal).toMatch(/ended with 78[\s\S]*IMAGE_CLASSIFIER_URL_HOSTS: expected a host name/);
});
