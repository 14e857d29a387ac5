import { resultSchema } from '../../../lib/contracts/result';
import { decode } from '../../../lib/contracts/schema';
import { plainPicture } from '../pictures';
import { type ServerProcess, startTinyServer } from '../server-process';

let server: ServerProcess;

beforeAll(async () => {
  server = await startTinyServer({}, { IMAGE_CLASSIFIER_FORMATS: 'jpeg,png,webp,gif,avif,tiff' });
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

async function post(path: string, body: Buffer | FormData, headers: Record<string, string> = {}): Promise<Response> {
  const payload = body instanceof FormData ? body : new Uint8Array(body);
  return fetch(`${server.url}${path}`, { method: 'POST', body: payload, headers });
}

function form(field: string, picture: Buffer): FormData {
  const data = new FormData();
  data.append('remark', 'fields beside the file are ignored');
  data.append(field, new Blob([new Uint8Array(picture)]), 'picture.jpg');
  return data;
}

test.each(['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const)('classifies a picture in %s', async (format) => {
  const response = await post('/classify', await plainPicture('#00ff00', format));
  const result = decode(resultSchema, await response.json(), 'result');
  expect(result).toMatchObject({
    status: 'classified',
    labels: [{ label: 'green', index: 1 }, { score: expect.any(Number) }, {}],
    model: { name: 'tiny', version: '1' },
    picture: { format, width: 48, height: 48 },
  });
});

test('answers as many labels as asked for, best first', async () => {
  const { labels } = await (await post('/classify?topK=2', await plainPicture('#3300ff'))).json();
  expect(labels.map(({ label }: { label: string }) => label)).toEqual(['blue', 'red']);
});

test('answers the bare top label to a caller who accepts plain text', async () => {
  const response = await post('/classify', await plainPicture('#0000ff'), { Accept: 'text/plain' });
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await response.text()).toBe('blue');
});

test('answers one label per line when a caller of plain text asks for several', async () => {
  const response = await post('/classify?topK=2', await plainPicture('#00ff33'), { Accept: 'text/plain' });
  expect(await response.text()).toBe('green\nblue');
});

test('takes a picture from any field of a form', async () => {
  const { labels } = await (await post('/classify', form('picture', await plainPicture('#ff0000')))).json();
  expect(labels[0].label).toBe('red');
});

test('POST / with the form field myfile answers the plain top label', async () => {
  const response = await post('/', form('myfile', await plainPicture('#ff0000')));
  expect([response.status, await response.text()]).toEqual([200, 'red']);
});

test('POST /invocations answers like SageMaker expects', async () => {
  const response = await post('/invocations', await plainPicture('#0000ff'), { 'Content-Type': 'application/x-image' });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
});

test('a body without a usable content type is judged by its own first bytes', async () => {
  const picture = await plainPicture('#00ff00', 'png');
  const response = await post('/classify', picture, { 'Content-Type': 'application/x-www-form-urlencoded' });
  expect((await response.json()).picture.format).toBe('png');
});

test('a request keeps the id its caller gave it, in the answer and in the log', async () => {
  const response = await post('/classify', await plainPicture('#00ff00'), { 'X-Request-Id': 'order-17' });
  expect(response.headers.get('x-request-id')).toBe('order-17');
  expect((await response.json()).id).toBe('order-17');
  // The line is written after the answer has left.
  while (!server.logs.some(({ requestId }) => requestId === 'order-17')) await new Promise(setImmediate);
  expect(server.logs).toContainEqual(expect.objectContaining({ requestId: 'order-17', status: 200, label: 'green' }));
});

test('says where the time went', async () => {
  const { timings } = await (await post('/classify', await plainPicture('#00ff00'))).json();
  expect(timings.totalMs).toBeGreaterThanOrEqual(timings.decodeMs + timings.preprocessMs + timings.inferMs);
});

test('classifies many pictures at once, each with its own answer', async () => {
  const colours = { red: '#ff0000', green: '#00ff00', blue: '#0000ff' };
  const names = Array.from({ length: 60 }, (_, index) => Object.keys(colours)[index % 3] as keyof typeof colours);
  const answers = names.map(async (name) =>
    (await post('/classify', await plainPicture(colours[name]), { Accept: 'text/plain' })).text(),
  );
  expect(await Promise.all(answers)).toEqual(names);
});
