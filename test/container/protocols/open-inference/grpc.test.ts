import { plainPicture } from '../../pictures';
import { floats, imageInput, pixels, rounded, type ServerProcess, scoresOf, side, startTinyServer } from './ask';
import { GrpcClient, type Loose } from './grpc-client';

let server: ServerProcess;
let client: GrpcClient;
beforeAll(async () => {
  server = await startTinyServer({}, { IMAGE_CLASSIFIER_PROCESSES: '1', IMAGE_CLASSIFIER_GRPC_PORT: '0' });
  client = GrpcClient.of(server);
});
afterAll(async () => {
  client.close();
  expect(await server.stop()).toBe(0);
});

const tensorsOf = (answer: Loose) =>
  answer.outputs.map(({ name, datatype, shape }: Loose, place: number) => {
    const raw = answer.raw_output_contents[place];
    return { name, datatype, shape, scores: rounded(floats(raw)) };
  });
const scores = (...names: Parameters<typeof scoresOf>) => [
  { name: 'scores', datatype: 'FP32', shape: [names.length, 3], scores: rounded(scoresOf(...names)) },
];
const green = {
  model_name: 'tiny',
  inputs: [imageInput(['green'])],
  raw_input_contents: [Buffer.from(pixels('green'))],
};

test('answers raw tensors with raw tensors, under the request id', async () => {
  const answer = await client.call('ModelInfer', {
    model_name: 'tiny',
    model_version: '1',
    id: '42',
    inputs: [imageInput(['red', 'blue'])],
    raw_input_contents: [Buffer.from(pixels('red', 'blue'))],
  });
  expect([answer.model_name, answer.model_version, answer.id]).toEqual(['tiny', '1', '42']);
  expect(tensorsOf(answer)).toEqual(scores('red', 'blue'));
});

test('reads tensors from typed contents', async () => {
  const input = imageInput(['green'], { contents: { uint_contents: pixels('green') } });
  expect(tensorsOf(await client.call('ModelInfer', { model_name: 'tiny', inputs: [input] }))).toEqual(scores('green'));
});

test('encoded pictures are BYTES, raw or as contents', async () => {
  const pictures = [await plainPicture('#ff0000', 'png'), await plainPicture('#0000ff', 'png')];
  const input = { name: 'image', datatype: 'BYTES', shape: [2, 1] };
  const contents = { ...input, contents: { bytes_contents: pictures } };
  const raw = Buffer.concat(pictures.flatMap((picture) => [lengthOf(picture), picture]));
  const asContents = await client.call('ModelInfer', { model_name: 'tiny', inputs: [contents] });
  const asRaw = await client.call('ModelInfer', { model_name: 'tiny', inputs: [input], raw_input_contents: [raw] });
  expect([tensorsOf(asContents), tensorsOf(asRaw)]).toEqual([scores('red', 'blue'), scores('red', 'blue')]);
});

test('classification answers the best labels', async () => {
  const outputs = [{ name: 'scores', parameters: { classification: { int64_param: 2 } } }];
  const answer = await client.call('ModelInfer', { ...green, outputs });
  expect(answer.outputs).toMatchObject([{ name: 'scores', datatype: 'BYTES', shape: [1, 2] }]);
  const first = answer.raw_output_contents[0];
  expect(first.toString('utf8', 4, 4 + first.readUInt32LE(0))).toMatch(/^0\.99\d{4}:1:green$/);
});

test('a stream answers each message, and a failure among them ends nothing', async () => {
  const stream = (client.inference as Loose).ModelStreamInfer();
  const answers: Loose[] = [];
  stream.on('data', (answer: Loose) => answers.push(answer));
  const ended = new Promise((resolve) => stream.on('end', resolve));
  stream.write({ ...green, id: 'first' });
  stream.write({ ...green, id: 'second', model_name: 'nope' });
  stream.write({ ...green, id: 'third' });
  stream.end();
  await ended;
  expect(answers.map((answer) => [answer.infer_response.id, answer.error_message])).toEqual([
    ['first', ''],
    ['second', 'There is no model nope.'],
    ['third', ''],
  ]);
  expect(tensorsOf(answers[2].infer_response)).toEqual(scores('green'));
});

test('describes the server, its model and its configuration', async () => {
  expect(await client.call('ServerLive', {})).toEqual({ live: true });
  expect(await client.call('ServerReady', {})).toEqual({ ready: true });
  expect(await client.call('ModelReady', { name: 'tiny', version: '1' })).toEqual({ ready: true });
  expect((await client.call('ServerMetadata', {})).extensions).toContain('classification');
  expect(await client.call('ModelMetadata', { name: 'tiny' })).toEqual({
    name: 'tiny',
    versions: ['1'],
    platform: 'onnxruntime_onnx',
    inputs: [{ name: 'image', datatype: 'UINT8', shape: [-1, side, side, 3] }],
    outputs: [{ name: 'scores', datatype: 'FP32', shape: [-1, 3] }],
  });
  const { config } = await client.call('ModelConfig', { name: 'tiny' });
  // In Triton's enumerations 2 is TYPE_UINT8, and 1 is FORMAT_NHWC.
  expect(config.input).toEqual([{ name: 'image', data_type: 2, format: 1, dims: [side, side, 3] }]);
  expect(config).toMatchObject({ name: 'tiny', platform: 'onnxruntime_onnx', backend: 'onnxruntime' });
  expect(JSON.parse(config.parameters.preprocess.string_value).layout).toBe('nhwc');
  const models = [{ name: 'tiny', version: '1', state: 'READY', reason: '' }];
  expect(await client.call('RepositoryIndex', { ready: true })).toEqual({ models });
  expect((await client.call('LogSettings', {})).settings.log_info).toEqual({ bool_param: true });
  expect((await client.call('TraceSetting', {})).settings.trace_level).toEqual({ value: ['OFF'] });
});

test('counts what it was asked, over both protocols', async () => {
  const count = async () => (await client.call('ModelStatistics', { name: 'tiny' })).model_stats[0];
  const before = await count();
  await client.call('ModelInfer', green);
  await fetch(`${server.url}/v2/models/tiny/infer`, {
    method: 'POST',
    body: JSON.stringify({ inputs: [imageInput(['red', 'red'], { data: pixels('red', 'red') })] }),
  });
  expect((await count()).inference_count - before.inference_count).toBe(3);
});

test("answers gRPC's own health check", async () => {
  expect(await client.check('')).toEqual({ status: 1 });
  expect(await client.check('inference.GRPCInferenceService')).toEqual({ status: 1 });
  await expect(client.check('other')).rejects.toMatchObject({ code: 5 });
});

test('an answer to a large batch arrives whole', async () => {
  const names = Array.from({ length: 300 }, () => 'blue' as const);
  const raw_input_contents = [Buffer.from(pixels(...names))];
  const answer = await client.call('ModelInfer', {
    model_name: 'tiny',
    inputs: [imageInput(names)],
    raw_input_contents,
  });
  expect(tensorsOf(answer)).toEqual(scores(...names));
});

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return length;
}
