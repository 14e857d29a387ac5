import { plainPicture } from '../../pictures';
import { type ServerProcess, startTinyServer } from '../../server-process';
import { npy } from './npy';

let server: ServerProcess;
let red: Buffer;
let green: Buffer;
let blue: Buffer;

beforeAll(async () => {
  server = await startTinyServer();
  [red, green, blue] = await Promise.all(['#ff0000', '#00ff00', '#0000ff'].map((colour) => plainPicture(colour)));
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

async function invoke(body: Buffer | string, headers: Record<string, string> = {}) {
  const payload = typeof body === 'string' ? body : new Uint8Array(body);
  const response = await fetch(`${server.url}/invocations`, { method: 'POST', body: payload, headers });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text(), response };
}

const b64 = (picture: Buffer) => picture.toString('base64');
const labelsOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).labels?.[0].label ?? JSON.parse(line).failure.id);

test.each(['image/jpeg', 'image/png', 'application/x-image', 'application/octet-stream'])(
  '%s is one picture',
  async (type) => {
    const { status, type: answered, text } = await invoke(green, { 'Content-Type': type });
    expect([status, answered, JSON.parse(text).labels[0].label]).toEqual([200, 'application/json', 'green']);
  },
);

test('application/json answers the probability of every label, as the built-in algorithm does', async () => {
  const { text } = await invoke(blue, { 'Content-Type': 'image/jpeg', Accept: 'application/json' });
  const scores = JSON.parse(text);
  expect(scores).toHaveLength(3);
  expect(scores[2]).toBeGreaterThan(0.99);
  expect(scores[0] + scores[1] + scores[2]).toBeCloseTo(1, 5);
});

test('text/plain answers the label alone', async () => {
  const { text } = await invoke(red, { 'Content-Type': 'image/jpeg', Accept: 'text/plain' });
  expect(text).toBe('red');
});

test.each([
  [
    'instances of objects',
    () => ({ instances: [{ b64: b64(red) }, { image: { b64: b64(green) } }, { image_bytes: { b64: b64(blue) } }] }),
  ],
  ['a bare list', () => [b64(red), `data:image/jpeg;base64,${b64(green)}`, { image: b64(blue) }]],
  [
    'the Open Inference Protocol',
    () => ({ id: '1', inputs: [{ name: 'image', shape: [3], datatype: 'BYTES', data: [red, green, blue].map(b64) }] }),
  ],
])('JSON with %s is answered picture by picture, in order', async (_, document) => {
  const { status, type, text } = await invoke(JSON.stringify(document()), { 'Content-Type': 'application/json' });
  expect([status, type, labelsOf(text)]).toEqual([200, 'application/jsonlines', ['red', 'green', 'blue']]);
});

test('JSON with one picture that is no list is answered as one', async () => {
  const { type, text } = await invoke(JSON.stringify({ b64: b64(red) }), { 'Content-Type': 'application/json' });
  expect([type, JSON.parse(text).labels[0].label]).toEqual(['application/json', 'red']);
});

test('instances with Accept: application/json come back as one array of arrays', async () => {
  const body = JSON.stringify({ instances: [{ b64: b64(red) }, { b64: b64(blue) }] });
  const { type, text } = await invoke(body, { 'Content-Type': 'application/json', Accept: 'application/json' });
  const best = JSON.parse(text).map((scores: number[]) => scores.indexOf(Math.max(...scores)));
  expect([type, best]).toEqual(['application/json', [0, 2]]);
});

test('JSON lines come back line by line; a picture that fails keeps its place', async () => {
  const lines = [{ b64: b64(red) }, { b64: 'not base64!' }, { b64: b64(Buffer.from('words')) }, 7, { b64: b64(blue) }];
  const body = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n{"b64":\n`;
  const { status, text } = await invoke(body, { 'Content-Type': 'application/jsonlines' });
  expect(status).toBe(200);
  const malformed = 'request-malformed';
  expect(labelsOf(text)).toEqual(['red', malformed, 'image-unsupported', malformed, 'blue', malformed]);
});

test('a form with one file is answered as one picture, with several line by line', async () => {
  const form = (...pictures: Buffer[]) => {
    const data = new FormData();
    for (const picture of pictures) data.append('file', new Blob([new Uint8Array(picture)]), 'a.jpg');
    return fetch(`${server.url}/invocations`, { method: 'POST', body: data });
  };
  const [one, three] = await Promise.all([form(green), form(red, Buffer.from('words'), blue)]);
  expect((await one.json()).labels[0].label).toBe('green');
  expect(three.headers.get('content-type')).toBe('application/jsonlines');
  expect(labelsOf(await three.text())).toEqual(['red', 'image-unsupported', 'blue']);
});

test('an array of bytes is a picture, four dimensions are several', async () => {
  const pixels = (place: number) => Buffer.alloc(20 * 10 * 3).map((_, index) => (index % 3 === place ? 255 : 0));
  const type = { 'Content-Type': 'application/x-npy' };
  const one = await invoke(npy('|u1', [20, 10, 3], pixels(1)), type);
  expect(labelsOf(one.text)).toEqual(['green']);
  expect(JSON.parse(one.text).picture).toMatchObject({ width: 10, height: 20 });
  const many = await invoke(npy('|u1', [2, 20, 10, 3], Buffer.concat([pixels(0), pixels(2)])), type);
  expect(labelsOf(many.text)).toEqual(['red', 'blue']);
});

test('custom attributes come back, and stand in the log with the inference id', async () => {
  const { response } = await invoke(red, {
    'Content-Type': 'image/jpeg',
    'X-Amzn-SageMaker-Custom-Attributes': 'basket=17',
    'X-Amzn-SageMaker-Inference-Id': 'call-9',
  });
  expect(response.headers.get('x-amzn-sagemaker-custom-attributes')).toBe('basket=17');
  const line = await server.logged(({ inferenceId }) => inferenceId === 'call-9');
  expect(line).toMatchObject({ customAttributes: 'basket=17' });
});

const refused: [string, string, Record<string, string>, string | (() => string | Buffer)][] = [
  [
    'a session',
    'session-unsupported',
    { 'X-Amzn-SageMaker-Session-Id': 'NEW_SESSION' },
    '{"requestType":"NEW_SESSION"}',
  ],
  ['a content type nobody reads', 'content-unsupported', { 'Content-Type': 'text/csv' }, '1,2'],
  ['an answer nobody can give', 'accept-unsupported', { Accept: 'image/png' }, 'x'],
  ['JSON that is not', 'request-malformed', { 'Content-Type': 'application/json' }, 'hello'],
  ['JSON without pictures', 'image-missing', { 'Content-Type': 'application/json' }, '{"a":1}'],
  ['JSON nested deeply', 'request-malformed', { 'Content-Type': 'application/json' }, '['.repeat(200_000)],
  ['no line', 'image-missing', { 'Content-Type': 'application/jsonlines' }, '\n\n'],
  ['a form without file', 'image-missing', { 'Content-Type': 'multipart/form-data; boundary=x' }, '--x--\r\n'],
  ['a form without boundary', 'request-malformed', { 'Content-Type': 'multipart/form-data' }, 'x'],
  ['an array that is none', 'request-malformed', { 'Content-Type': 'application/x-npy' }, 'x'.repeat(100)],
  [
    'an array in Fortran order',
    'request-malformed',
    { 'Content-Type': 'application/x-npy' },
    () => npy('|u1', [1, 1, 3], Buffer.alloc(3), 'True'),
  ],
  [
    'an array that lies',
    'request-malformed',
    { 'Content-Type': 'application/x-npy' },
    () => npy('|u1', [9, 9, 3], Buffer.alloc(3)),
  ],
  [
    'an array of no picture',
    'tensors-unfit',
    { 'Content-Type': 'application/x-npy' },
    () => npy('<f4', [2], Buffer.alloc(8)),
  ],
];

test.each(refused)('%s is refused with %s', async (_, id, headers, body) => {
  const { status, text } = await invoke(typeof body === 'function' ? body() : body, headers);
  expect(status).toBeLessThan(500);
  expect(JSON.parse(text).failure.id).toBe(id);
});
