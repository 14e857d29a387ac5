import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { failures } from '../../../lib/contracts/failures';
import { plainPicture } from '../pictures';
import { type ServerProcess, startTinyServer } from '../server-process';

let server: ServerProcess;

beforeAll(async () => {
  server = await startTinyServer(
    {},
    {
      IMAGE_CLASSIFIER_MAX_BODY_BYTES: '100000',
      IMAGE_CLASSIFIER_MAX_PIXELS: '1000000',
      IMAGE_CLASSIFIER_REQUEST_TIMEOUT_SECONDS: '1',
    },
  );
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

/** A PNG whose header promises this size and that holds nothing else. */
function pngHeader(width: number, height: number): Buffer {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452000000000000000008020000000000000000000000', 'hex');
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return header;
}

interface Case {
  readonly path?: string;
  readonly method?: string;
  readonly body?: Buffer | string;
  readonly headers?: Record<string, string>;
}

const multipart = { 'Content-Type': 'multipart/form-data; boundary=x' };
const cases: [string, keyof typeof failures, Case | (() => Promise<Case>)][] = [
  ['no body', 'image-missing', { body: '' }],
  ['words', 'image-unsupported', { body: 'not a picture' }],
  ['SVG', 'image-unsupported', { body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }],
  ['PDF', 'image-unsupported', { body: '%PDF-1.7' }],
  ['a format that is switched off', 'image-unsupported', async () => ({ body: await plainPicture('red', 'tiff') })],
  ['a JPEG cut short', 'image-unreadable', async () => ({ body: (await plainPicture('red')).subarray(0, 200) })],
  ['a PNG with nothing behind its header', 'image-unreadable', { body: pngHeader(40, 40) }],
  ['a picture of no width', 'image-unreadable', { body: pngHeader(0, 40) }],
  ['a picture that would fill the memory', 'image-too-many-pixels', { body: pngHeader(60_000, 60_000) }],
  ['a body over the limit', 'image-too-large', { body: Buffer.alloc(200_000) }],
  [
    'a content type that is no picture',
    'content-unsupported',
    { body: '{}', headers: { 'Content-Type': 'application/json' } },
  ],
  ['a compressed body', 'content-unsupported', { body: 'x', headers: { 'Content-Encoding': 'gzip' } }],
  ['a form without boundary', 'request-malformed', { body: 'x', headers: { 'Content-Type': 'multipart/form-data' } }],
  ['a form that ends early', 'request-malformed', { body: '--x\r\nContent-Dis', headers: multipart }],
  ['a form without file', 'request-malformed', { body: '--x--\r\n', headers: multipart }],
  ['POST / without a form', 'content-unsupported', async () => ({ path: '/', body: await plainPicture('red') })],
  ['topK of zero', 'request-malformed', { path: '/classify?topK=0', body: 'x' }],
  ['topK in words', 'request-malformed', { path: '/classify?topK=five', body: 'x' }],
  ['a timeout in words', 'request-malformed', { body: 'x', headers: { 'X-Request-Timeout-Ms': 'soon' } }],
  [
    'a form in capitals without file',
    'request-malformed',
    { body: '--x--\r\n', headers: { 'Content-Type': 'Multipart/Form-Data; boundary=x' } },
  ],
  ['an answer nobody can give', 'accept-unsupported', { body: 'x', headers: { Accept: 'image/png' } }],
  ['an unknown route', 'route-unknown', { path: '/clasify', body: 'x' }],
  ['a page file that does not exist', 'route-unknown', { path: '/page/..%2fmain.js', method: 'GET' }],
  ['the wrong method', 'method-unsupported', { method: 'DELETE' }],
];

test.each(cases)('%s is refused with %s and advice', async (_, id, given) => {
  const { path = '/classify', method = 'POST', body, headers } = typeof given === 'function' ? await given() : given;
  const payload = body === undefined ? undefined : new Uint8Array(typeof body === 'string' ? Buffer.from(body) : body);
  const response = await fetch(server.url + path, { method, body: payload, headers });
  const answer = await response.json();
  expect(answer).toMatchObject({ status: 'failed', failure: { id, advice: failures[id].advice, retry: 'no' } });
  expect(response.status).toBe(failures[id].status);
  expect(response.headers.get('allow')).toBe(id === 'method-unsupported' ? 'POST' : null);
});

test('a body that never ends is given up with 408', async () => {
  const answer = await exchange('POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
  expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*"id":"upload-too-slow"/);
});

test('a chunked body over the limit is refused while it arrives', async () => {
  const chunk = `${(20_000).toString(16)}\r\n${'x'.repeat(20_000)}\r\n`;
  const answer = await exchange(
    `POST /classify HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(9)}`,
  );
  expect(answer).toMatch(/^HTTP\/1.1 413 [\s\S]*"id":"image-too-large"/);
});

test('a body that waits for 100 Continue is refused before it is sent', async () => {
  const answer = await exchange(
    'POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\nExpect: 100-continue\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
});

test.each([
  'GARBAGE\r\n\r\n',
  'GET / HTTP/1.1\r\nno colon\r\n\r\n',
  `GET / HTTP/1.1\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
])('what is not HTTP is answered with 400: %.20j', async (bytes) => {
  expect(await exchange(bytes)).toMatch(/^HTTP\/1.1 400 [\s\S]*"id":"request-malformed"/);
});

test.each([
  ['an unknown route', 'POST /nowhere', 404],
  ['the wrong method', 'POST /ping', 405],
])('%s is refused without inviting the body', async (_, start, status) => {
  const answer = await exchange(`${start} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n`);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

test('a body that waits for 100 Continue is invited when it is welcome', async () => {
  const head =
    'POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n';
  expect(await exchange(head, 'words')).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 415 /);
});

test('CONNECT is answered, not dropped', async () => {
  expect(await exchange('CONNECT example:443 HTTP/1.1\r\nHost: example\r\n\r\n')).toMatch(
    /^HTTP\/1.1 405 [\s\S]*"advice"/,
  );
});

test.each([
  'GET http://x/ping HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'GET /ping HTTP/1.1\r\nConnection: close\r\n\r\n',
  'GET /ping HTTP/1.1\r\nHost: x\r\nExpect: kindness\r\nConnection: close\r\n\r\n',
])('is generous with unusual but clear requests: %j', async (bytes) => {
  expect(await exchange(bytes)).toMatch(/^HTTP\/1.1 200 /);
});

test('a body in very many small chunks costs no more memory than its bytes', async () => {
  const memory = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1]) / 1024;
  const before = process.platform === 'linux' ? memory() : 0;
  const bytes = `POST /classify HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(90_000)}0\r\n\r\n`;
  const answers = await Promise.all(Array.from({ length: 4 }, () => exchange(bytes)));
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 (415|408) /);
  if (process.platform === 'linux') expect(memory() - before).toBeLessThan(60);
});

test('after all of this it still classifies', async () => {
  const response = await fetch(`${server.url}/classify`, {
    method: 'POST',
    body: new Uint8Array(await plainPicture('#00ff00')),
  });
  expect((await response.json()).labels[0].label).toBe('green');
});

/** Writes raw bytes, and more once the server has said something; reads until the server closes. */
function exchange(bytes: string, more?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      if (answer === '' && more !== undefined) socket.write(more);
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
