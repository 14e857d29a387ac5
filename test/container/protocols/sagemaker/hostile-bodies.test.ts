import { once } from 'node:events';
import { connect } from 'node:net';
import { plainPicture } from '../../pictures';
import { type ServerProcess, startTinyServer } from '../../server-process';
import { npy } from './npy';

let server: ServerProcess;
let picture: Buffer;

beforeAll(async () => {
  server = await startTinyServer({}, { IMAGE_CLASSIFIER_REQUEST_TIMEOUT_SECONDS: '2' });
  picture = await plainPicture('#ff0000');
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

/** Numbers from 0 to 1 that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The body with some bytes changed, a piece doubled or its end cut off. */
function spoiled(body: Buffer, next: () => number): Buffer {
  const copy = Buffer.from(body);
  const changes = 1 + Math.floor(next() * 6);
  for (let change = 0; change < changes; change++) copy[Math.floor(next() * copy.length)] = Math.floor(next() * 256);
  const cut = Math.floor(next() * copy.length);
  const kind = next();
  if (kind < 0.3) return copy.subarray(0, cut);
  return kind < 0.5 ? Buffer.concat([copy.subarray(0, cut), copy.subarray(cut / 2)]) : copy;
}

const b64 = () => picture.toString('base64');
const form = () => {
  const part = (name: string) => `--x\r\nContent-Disposition: form-data; name="${name}"; filename="a.jpg"\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(part('a')),
    picture,
    Buffer.from(`\r\n${part('b')}`),
    picture,
    Buffer.from('\r\n--x--\r\n'),
  ]);
};
const bodies: [type: string, body: () => Buffer][] = [
  [
    'application/json',
    () => Buffer.from(JSON.stringify({ instances: [{ b64: b64() }, b64()], more: [1, { a: null }] })),
  ],
  ['application/jsonlines', () => Buffer.from(`{"b64":"${b64()}"}\n"${b64()}"\n`)],
  ['multipart/form-data; boundary=x', form],
  ['application/x-npy', () => npy('|u1', [2, 8, 8, 3], Buffer.alloc(384, 200))],
  ['image/jpeg', () => picture],
];

test.each(bodies)(
  'spoiled bodies of %s are refused or answered, never a fault of the server',
  async (type, body) => {
    const next = numbers(type.length);
    const sound = body();
    for (let turn = 0; turn < 60; turn++) {
      const payload = new Uint8Array(spoiled(sound, next));
      const headers = { 'Content-Type': type };
      const answer = await fetch(`${server.url}/invocations`, { method: 'POST', headers, body: payload });
      const text = await answer.text();
      expect([answer.status < 500, text.includes('internal-error')]).toEqual([true, false]);
    }
    expect((await fetch(`${server.url}/invocations`, { method: 'POST', body: new Uint8Array(picture) })).status).toBe(
      200,
    );
  },
  120_000,
);

const many = (text: string) => Buffer.from(text.repeat(200_000));

test.each<[what: string, type: string, body: () => Buffer, message: RegExp]>([
  ['an array of a million rows', 'application/x-npy', () => npy('|u1', [1e6, 1, 1, 3], Buffer.alloc(3e6)), /1024 rows/],
  ['an element of empty strings', 'application/json', () => Buffer.from(`[["",${many('"",')}""]]`), /1024 values/],
  ['a line of brackets', 'application/jsonlines', () => many('['), /1024 values/],
])('%s costs no more than its bytes', async (_, type, body, message) => {
  const headers = { 'Content-Type': type, Accept: 'application/vnd.image-classifier+json' };
  const answer = await fetch(`${server.url}/invocations`, { method: 'POST', headers, body: new Uint8Array(body()) });
  expect(await answer.text()).toMatch(message);
});

test.each(['application/json', 'application/jsonlines', 'multipart/form-data; boundary=x'])(
  'a body of %s that never comes is given up in time',
  async (type) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(`POST /invocations HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: 1000\r\n\r\n[`);
    const [answer] = await once(socket, 'data');
    expect(answer.toString()).toMatch(/^HTTP\/1.1 408 /);
    socket.destroy();
  },
);
