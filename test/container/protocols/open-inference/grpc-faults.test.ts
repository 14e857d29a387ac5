import { type ClientHttp2Session, connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { imageInput, pixels, type ServerProcess, startTinyServer } from './ask';
import { GrpcClient, type Loose, refusalOf } from './grpc-client';

let server: ServerProcess;
let client: GrpcClient;
beforeAll(async () => {
  server = await startTinyServer(
    {},
    {
      IMAGE_CLASSIFIER_PROCESSES: '1',
      IMAGE_CLASSIFIER_GRPC_PORT: '0',
      IMAGE_CLASSIFIER_MAX_BODY_BYTES: '300000',
      IMAGE_CLASSIFIER_REQUEST_TIMEOUT_SECONDS: '1',
    },
  );
  client = GrpcClient.of(server);
});
// Whatever was sent to it, the server still works and ends as it should.
afterAll(async () => {
  expect((await client.call('ModelInfer', good)).raw_output_contents).toHaveLength(1);
  client.close();
  const stopped = performance.now();
  expect(await server.stop()).toBe(0);
  // A call that nobody ended would hold the drain up for all of its 20 seconds.
  expect(performance.now() - stopped).toBeLessThan(10_000);
});

const input = imageInput(['red']);
const raw_input_contents = [Buffer.from(pixels('red'))];
const good = { model_name: 'tiny', inputs: [input], raw_input_contents };

test.each<[string, string, object, number, string]>([
  ['a model that is not there', 'ModelInfer', { ...good, model_name: 'nope' }, 5, 'model-unknown'],
  ['a version that is not there', 'ModelMetadata', { name: 'tiny', version: '9' }, 5, 'model-unknown'],
  ['a model that is not there to be ready', 'ModelReady', { name: 'nope' }, 5, 'model-unknown'],
  ['no inputs', 'ModelInfer', { model_name: 'tiny' }, 3, 'request-malformed'],
  ['a raw tensor too few', 'ModelInfer', { ...good, inputs: [input, input] }, 3, 'request-malformed'],
  [
    'raw data of another length',
    'ModelInfer',
    { ...good, raw_input_contents: [Buffer.alloc(9)] },
    3,
    'request-malformed',
  ],
  ['another shape', 'ModelInfer', { ...good, inputs: [{ ...input, shape: [3, 32, 32, 1] }] }, 3, 'tensors-unfit'],
  ['negative dimensions', 'ModelInfer', { ...good, inputs: [{ ...input, shape: [-1, 3072] }] }, 3, 'request-malformed'],
  [
    'dimensions beyond counting',
    'ModelInfer',
    { ...good, inputs: [{ ...input, shape: [2 ** 52, 2 ** 52] }] },
    3,
    'request-malformed',
  ],
  ['an unknown output', 'ModelInfer', { ...good, outputs: [{ name: 'boxes' }] }, 3, 'tensors-unfit'],
  [
    'the same output twice',
    'ModelInfer',
    { ...good, outputs: [{ name: 'scores' }, { name: 'scores' }] },
    3,
    'request-malformed',
  ],
  ['closing the only model', 'RepositoryModelUnload', { model_name: 'tiny' }, 3, 'model-control-off'],
  ['opening another model', 'RepositoryModelLoad', { model_name: 'other' }, 3, 'model-control-off'],
  ['other log settings', 'LogSettings', { settings: { log_info: { bool_param: false } } }, 12, 'feature-unsupported'],
  ['shared memory', 'SystemSharedMemoryStatus', {}, 12, 'feature-unsupported'],
])('refuses %s', async (_, method, message, code, id) => {
  expect(await refusalOf(client.call(method, message))).toMatchObject({ code, id });
});

test.each<[string, object, RegExp]>([
  ['too few', { uint_contents: [1, 2, 3] }, /3 bytes in uint_contents/],
  ['too many', { uint_contents: [...pixels('red'), 1] }, /more than the 3072 elements/],
  ['beyond the type', { uint_contents: pixels('red').map(() => 256) }, /256, which is no UINT8/],
  ['in the wrong list', { fp32_contents: pixels('red') }, /0 bytes in uint_contents/],
])('refuses contents that are %s', async (_, contents, reason) => {
  const message = { model_name: 'tiny', inputs: [{ ...input, contents }] };
  expect((await refusalOf(client.call('ModelInfer', message))).details).toMatch(reason);
});

test('refuses a message over the limit, plain or inflated', async () => {
  const long = { ...good, raw_input_contents: [Buffer.alloc(400_000)] };
  expect(await refusalOf(client.call('ModelInfer', long))).toMatchObject({ code: 8, id: 'image-too-large' });
  const bomb = framed(gzipSync(Buffer.alloc(64 * 1_048_576)), 1);
  expect(await send({ 'grpc-encoding': 'gzip' }, bomb)).toMatchObject({ status: '8', id: 'image-too-large' });
});

test('a deadline that is over is kept', async () => {
  const parameters = { timeout: { int64_param: 1 } };
  expect(await refusalOf(client.call('ModelInfer', { ...good, parameters }))).toMatchObject({ code: 4 });
  expect(await refusalOf(client.call('ModelInfer', good, { deadline: Date.now() }))).toMatchObject({ code: 4 });
});

test.each<[string, Record<string, string>, Buffer, object]>([
  ['no message', {}, Buffer.alloc(0), { status: '3' }],
  ['half a prefix', {}, Buffer.from([0, 0]), { status: '3' }],
  ['half a message', {}, Buffer.from([0, 0, 0, 0, 9, 1]), { status: '3' }],
  ['two messages', {}, Buffer.alloc(10), { status: '5' }],
  ['a length of four gigabytes', {}, Buffer.from([0, 255, 255, 255, 255]), { status: '8' }],
  ['a prefix of another kind', {}, Buffer.from([7, 0, 0, 0, 0]), { status: '3' }],
  ['a compressed message without a word in what', {}, framed(Buffer.from('xx'), 1), { status: '3' }],
  ['a compression that it does not read', { 'grpc-encoding': 'snappy' }, framed(Buffer.from('xx'), 1), { status: '3' }],
  ['a broken compressed message', { 'grpc-encoding': 'gzip' }, framed(Buffer.from('xx'), 1), { status: '3' }],
  ['garbage', {}, framed(Buffer.from('garbage in, nothing out')), { status: '3' }],
  ['a message of fields only', {}, framed(Buffer.alloc(280_000, Buffer.from([0x32, 0]))), { status: '3' }],
  ['a timeout in words', { 'grpc-timeout': 'soon' }, framed(Buffer.alloc(0)), { status: '3' }],
])('refuses %s', async (_, headers, body, answer) => {
  expect(await send(headers, body)).toMatchObject(answer);
});

test('what is no gRPC is told so', async () => {
  expect(await send({ 'content-type': 'application/json' }, Buffer.from('{}'))).toMatchObject({ http: 415 });
  expect(await send({ ':method': 'GET' }, undefined)).toMatchObject({ http: 415 });
  expect(await send({ ':path': '/x' }, framed(Buffer.alloc(0)))).toMatchObject({ status: '12' });
});

test('a caller who never finishes its message is sent away', async () => {
  const slow = await send({}, Buffer.from([0, 0, 0, 0, 9, 1]), 'stays open');
  expect(slow).toMatchObject({ status: '4', id: 'upload-too-slow' });
  const silent = await send({}, undefined, 'stays open');
  expect(silent).toMatchObject({ status: '4', id: 'upload-too-slow' });
});

test('a cancelled call leaves nothing behind', async () => {
  for (let round = 0; round < 20; round += 1) {
    await new Promise<void>((resolve) => {
      const call = client.begin('ModelInfer', good, {}, (error) => {
        expect([undefined, 1]).toContain(error?.code);
        resolve();
      });
      setImmediate(() => call.cancel());
    });
  }
  const inFlight = async () =>
    /image_classifier_in_flight_pictures\{[^}]*\} (\d+)/.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1];
  // A picture that was inside a process when its caller left is still finished there.
  for (let look = 0; look < 50 && (await inFlight()) !== '0'; look += 1) await new Promise((go) => setTimeout(go, 100));
  expect(await inFlight()).toBe('0');
});

function framed(message: Buffer, compressed = 0): Buffer {
  const prefix = Buffer.from([compressed, 0, 0, 0, 0]);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** A call by hand. */
async function send(headers: Record<string, string>, body: Buffer | undefined, end: 'ends' | 'stays open' = 'ends') {
  const address = server.logs.find(({ msg }) => msg === 'ready')?.grpcAddress;
  const session: ClientHttp2Session = connect(`http://${address}`);
  const path = '/inference.GRPCInferenceService/ModelInfer';
  const own = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
  const stream = session.request({ ...own, ...headers }, { endStream: headers[':method'] === 'GET' });
  const answer: Loose = {};
  const take = (fields: Loose) => {
    answer.http ??= fields[':status'];
    answer.status ??= fields['grpc-status'];
    answer.id ??= fields['failure-id'];
  };
  stream
    .on('response', take)
    .on('trailers', take)
    .on('error', () => {})
    .resume();
  if (body) stream.write(body);
  if (end === 'ends' && headers[':method'] !== 'GET') stream.end();
  await new Promise((resolve) => stream.once('close', resolve));
  await new Promise<void>((resolve) => session.close(resolve));
  return answer;
}
