import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { plainPicture } from '../../pictures';
import {
  ask,
  askBinary,
  askJson,
  imageInput,
  inferPath,
  pixels,
  post,
  type ServerProcess,
  startTinyServer,
} from './ask';

let server: ServerProcess;
beforeAll(async () => {
  server = await startTinyServer({}, { IMAGE_CLASSIFIER_PROCESSES: '1', IMAGE_CLASSIFIER_MAX_BODY_BYTES: '300000' });
});
// Whatever was sent to it, the server still works and ends as it should.
afterAll(async () => {
  expect((await askJson(server, { inputs: [good] })).status).toBe(200);
  expect(await server.stop()).toBe(0);
});

const good = imageInput(['red'], { data: pixels('red') });
const failed = async (answer: ReturnType<typeof ask>) => {
  const { status, headers, json } = await answer;
  expect([headers.get('content-type'), typeof json.error]).toEqual(['application/json', 'string']);
  return [status, json.id];
};

test.each([
  ['a model that is not there', '/v2/models/nope/infer', 404, 'model-unknown'],
  ['a version that is not there', '/v2/models/tiny/versions/9/infer', 404, 'model-unknown'],
  ['opening a model of a server that has one', '/v2/repository/models/tiny/load', 400, 'model-control-off'],
  ['closing the only model', '/v2/repository/models/tiny/unload', 400, 'model-control-off'],
  ['other log settings', '/v2/logging', 501, 'feature-unsupported'],
  ['other trace settings', '/v2/trace/setting', 501, 'feature-unsupported'],
  ['another method than the route has', '/v2/models/tiny', 405, 'method-unsupported'],
  ['a route that is not there', '/v2/models/tiny/generate', 404, 'route-unknown'],
])('refuses %s', async (_, path, status, id) => {
  expect(await failed(ask(server, path, post('{}')))).toEqual([status, id]);
});

test.each([
  ['an input of another name', { ...good, name: 'picture' }, /no input picture; it has image UINT8/],
  ['an input of another type', { ...good, datatype: 'INT8', data: pixels('green').map(() => 0) }, /is UINT8/],
  ['an input of another shape', { ...good, shape: [1, 3, 32, 32] }, /has the shape \[-1, 32, 32, 3\]/],
  ['an input of another rank', { ...good, shape: [32, 32, 3] }, /has the shape/],
  [
    'a picture in a shape of its own',
    { ...good, datatype: 'BYTES', shape: [1, 1, 1], data: ['aGk='] },
    /\[n\] or \[n, 1\]/,
  ],
  ['no picture at all', { ...good, datatype: 'BYTES', shape: [0], data: [] }, /\[n\] or \[n, 1\]/],
  [
    'more pictures than anybody sends',
    { ...good, datatype: 'BYTES', shape: [1025], data: [] },
    /at most 1024 pictures/,
  ],
  ['bytes that are no picture', { ...good, datatype: 'BYTES', shape: [1], data: ['aGk='] }, /no known picture format/],
])('refuses %s', async (_, input, reason) => {
  const { status, json } = await askJson(server, { inputs: [input] });
  expect([Math.floor(status / 100), json.error]).toEqual([4, expect.stringMatching(reason)]);
});

test('names the picture that is broken, and an output that is not there', async () => {
  const data = [(await plainPicture('#ff0000')).toString('base64'), 'aGk='];
  const { json } = await askJson(server, { inputs: [{ ...good, datatype: 'BYTES', shape: [2], data }] });
  expect(json.error).toMatch(/^Picture 1: /);
  const unknown = await askJson(server, { inputs: [good], outputs: [{ name: 'boxes' }] });
  expect([unknown.status, unknown.json.error]).toEqual([
    400,
    expect.stringMatching(/no output boxes; it has scores FP32/),
  ]);
});

test.each(['-1', '300001', '2147483648', '99999999999999999999', '1e3', '0x10', ' ', 'ten'])(
  'refuses the header length %s',
  async (length) => {
    const headers = { 'Inference-Header-Content-Length': length };
    const answer = ask(server, inferPath, post(JSON.stringify({ inputs: [good] }), headers));
    expect(await failed(answer)).toEqual([400, 'request-malformed']);
  },
);

test('refuses a header length that cuts the JSON, and one that is repeated', async () => {
  const body = JSON.stringify({ inputs: [good] });
  const short = post(body, { 'Inference-Header-Content-Length': '20' });
  expect(await failed(ask(server, inferPath, short))).toEqual([400, 'request-malformed']);
  const twice = post(body, { 'Inference-Header-Content-Length': `${body.length}, ${body.length}` });
  expect(await failed(ask(server, inferPath, twice))).toEqual([400, 'request-malformed']);
});

test('a bare body must fit the input of the model', async () => {
  const bare = post(new Uint8Array(100), { 'Inference-Header-Content-Length': '0' });
  expect(await failed(ask(server, inferPath, bare))).toEqual([400, 'tensors-unfit']);
  const empty = post('', { 'Inference-Header-Content-Length': '0' });
  expect(await failed(ask(server, inferPath, empty))).toEqual([400, 'tensors-unfit']);
});

test('refuses an unknown content encoding and says which it reads', async () => {
  const answer = await ask(server, inferPath, post('{}', { 'Content-Encoding': 'br' }));
  expect([answer.status, answer.headers.get('accept-encoding')]).toEqual([415, 'gzip, deflate']);
});

test('refuses bodies over the limit, plain, chunked or compressed', async () => {
  const long = JSON.stringify({ inputs: [{ ...good, name: 'x'.repeat(300_000) }] });
  expect(await failed(ask(server, inferPath, post(long)))).toEqual([413, 'image-too-large']);
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(64 * 1_048_576)));
  expect(await failed(ask(server, inferPath, post(bomb, { 'Content-Encoding': 'gzip' })))).toEqual([
    413,
    'image-too-large',
  ]);
  expect(await chunked(long)).toBe(413);
});

test('reads a chunked body, and refuses half of one', async () => {
  const body = JSON.stringify({ inputs: [good] });
  expect(await chunked(body)).toBe(200);
  expect(await chunked(body.slice(0, 100))).toBe(400);
});

test('refuses JSON 250,000 deep in every place', async () => {
  const deep = `${'['.repeat(140_000)}${']'.repeat(140_000)}`;
  expect(await failed(ask(server, inferPath, post(`{"inputs":${deep}}`)))).toEqual([400, 'request-malformed']);
  const listed = `{"inputs":[{"name":"image","shape":[1],"datatype":"UINT8","data":${deep}}]}`;
  expect(await failed(ask(server, inferPath, post(listed)))).toEqual([400, 'request-malformed']);
  const index = post(`{"ready":${'['.repeat(30_000)}${']'.repeat(30_000)}}`);
  expect((await ask(server, '/v2/repository/index', index)).status).toBe(200);
});

test('a wish for a timeout is kept', async () => {
  const data = new Uint8Array(pixels('red'));
  const input = imageInput(['red'], { parameters: { binary_data_size: data.length } });
  const answer = askBinary(server, { inputs: [input], parameters: { timeout: 1 } }, data);
  expect(await failed(answer)).toEqual([504, 'deadline-exceeded']);
});

/** The status of a request without a Content-Length. */
function chunked(body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { 'Transfer-Encoding': 'chunked', 'Content-Type': 'application/json' };
    const request = httpRequest(`${server.url}${inferPath}`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    for (let start = 0; start < body.length; start += 10_000) request.write(body.slice(start, start + 10_000));
    request.end();
  });
}
