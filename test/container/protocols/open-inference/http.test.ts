import { gzipSync } from 'node:zlib';
import { plainPicture } from '../../pictures';
import {
  ask,
  askBinary,
  askJson,
  floats,
  imageInput,
  inferPath,
  pixels,
  post,
  rounded,
  type ServerProcess,
  scoresOf,
  side,
  startTinyServer,
} from './ask';

let server: ServerProcess;
beforeAll(async () => {
  server = await startTinyServer({}, { IMAGE_CLASSIFIER_PROCESSES: '1', IMAGE_CLASSIFIER_MAX_BODY_BYTES: '400000' });
});
afterAll(async () => expect(await server.stop()).toBe(0));

const bytes = (values: number[]) => new Uint8Array(values);
const pictures = (...values: Buffer[]) =>
  Buffer.concat(
    values.flatMap((value) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(value.length);
      return [length, value];
    }),
  );

test('answers JSON tensors with the scores of the model, under the request id', async () => {
  const request = { id: '42', inputs: [imageInput(['red', 'blue'], { data: pixels('red', 'blue') })] };
  const { status, headers, json } = await askJson(server, request);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
  const [{ data, ...output }] = json.outputs;
  expect({ ...json, outputs: [output] }).toEqual({
    id: '42',
    model_name: 'tiny',
    model_version: '1',
    outputs: [{ name: 'scores', datatype: 'FP32', shape: [2, 3] }],
  });
  expect(rounded(data)).toEqual(rounded(scoresOf('red', 'blue')));
});

test('answers binary tensors with binary tensors', async () => {
  const data = bytes(pixels('green'));
  const input = imageInput(['green'], { parameters: { binary_data_size: data.length } });
  const request = { inputs: [input], parameters: { binary_data_output: true } };
  const { status, headers, json, binary } = await askBinary(server, request, data);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
  expect(json.outputs).toEqual([
    { name: 'scores', datatype: 'FP32', shape: [1, 3], parameters: { binary_data_size: 12 } },
  ]);
  expect(rounded(floats(binary))).toEqual(rounded(scoresOf('green')));
});

test('an output says itself whether it is binary, against what the request says', async () => {
  const input = imageInput(['green'], { data: pixels('green') });
  const outputs = [{ name: 'scores', parameters: { binary_data: false } }];
  const { json } = await askJson(server, { inputs: [input], outputs, parameters: { binary_data_output: true } });
  expect(rounded(json.outputs[0].data)).toEqual(rounded(scoresOf('green')));
});

test('a body without any JSON is one tensor', async () => {
  const bare = post(bytes(pixels('red')), { 'Inference-Header-Content-Length': '0' });
  const { status, binary } = await ask(server, inferPath, bare);
  expect([status, rounded(floats(binary))]).toEqual([200, rounded(scoresOf('red'))]);
});

test('a body without any JSON may be one picture too', async () => {
  const bare = post(new Uint8Array(await plainPicture('#0000ff', 'png')), { 'Inference-Header-Content-Length': '0' });
  const { status, binary } = await ask(server, inferPath, bare);
  expect([status, rounded(floats(binary))]).toEqual([200, rounded(scoresOf('blue'))]);
});

test.each([[[2]], [[2, 1]]])('encoded pictures are BYTES of shape %j in place of the tensor', async (shape) => {
  const data = pictures(await plainPicture('#ff0000', 'png'), await plainPicture('#00ff00', 'png'));
  const input = { name: 'image', shape, datatype: 'BYTES', parameters: { binary_data_size: data.length } };
  const { status, json } = await askBinary(server, { inputs: [input] }, data);
  expect([status, json.outputs[0].shape]).toEqual([200, [2, 3]]);
  expect(rounded(json.outputs[0].data)).toEqual(rounded(scoresOf('red', 'green')));
});

test('JSON carries encoded pictures as base64 or data URL', async () => {
  const base64 = (await plainPicture('#00ff00', 'png')).toString('base64');
  const input = { name: 'image', shape: [2], datatype: 'BYTES', data: [base64, `data:image/png;base64,${base64}`] };
  const { json } = await askJson(server, { inputs: [input] });
  expect(rounded(json.outputs[0].data)).toEqual(rounded(scoresOf('green', 'green')));
});

test('classification answers the best labels of each picture, for tensors and for encoded pictures', async () => {
  const outputs = [{ name: 'scores', parameters: { classification: 1 } }];
  const tensors = imageInput(['red', 'blue'], { data: pixels('red', 'blue') });
  const fromTensors = (await askJson(server, { inputs: [tensors], outputs })).json.outputs[0];
  expect(fromTensors).toMatchObject({ datatype: 'BYTES', shape: [2, 1] });
  expect(fromTensors.data).toEqual([expect.stringMatching(/^0\.99\d{4}:0:red$/), expect.stringMatching(/:2:blue$/)]);
  const data = [(await plainPicture('#0000ff', 'png')).toString('base64')];
  const encoded = { name: 'image', shape: [1], datatype: 'BYTES', data };
  const fromPicture = (await askJson(server, { inputs: [encoded], outputs })).json.outputs[0];
  expect(fromPicture.data).toEqual([fromTensors.data[1]]);
});

test('reads compressed requests, and compresses answers for who asks', async () => {
  const request = { inputs: [imageInput(['red', 'blue'], { data: pixels('red', 'blue') })] };
  const zipped = post(new Uint8Array(gzipSync(JSON.stringify(request))), { 'Content-Encoding': 'gzip' });
  const { status, json } = await ask(server, inferPath, zipped);
  expect([status, rounded(json.outputs[0].data)]).toEqual([200, rounded(scoresOf('red', 'blue'))]);
  // Only an answer of more than a kilobyte is worth it.
  const many = Array.from({ length: 100 }, () => 'red' as const);
  const data = bytes(pixels(...many));
  const input = imageInput(many, { parameters: { binary_data_size: data.length } });
  const answer = await askBinary(server, { inputs: [input] }, data, { 'Accept-Encoding': 'deflate' });
  expect(answer.headers.get('content-encoding')).toBe('deflate');
  expect(answer.json.outputs[0].data).toHaveLength(300);
});

test('Amazon SageMaker says the length of the JSON in the content type', async () => {
  const data = bytes(pixels('green'));
  const input = imageInput(['green'], { parameters: { binary_data_size: data.length } });
  const json = Buffer.from(JSON.stringify({ inputs: [input], parameters: { binary_data_output: true } }));
  const type = 'application/vnd.sagemaker-triton.binary+json';
  const headers = { 'Content-Type': `${type};json-header-size=${json.length}` };
  const response = await fetch(`${server.url}/invocations`, post(new Uint8Array(Buffer.concat([json, data])), headers));
  const size = Number(response.headers.get('content-type')?.split(`${type};json-header-size=`)[1]);
  const body = Buffer.from(await response.arrayBuffer());
  expect(rounded(floats(body.subarray(size)))).toEqual(rounded(scoresOf('green')));
});

test('describes the server, its models and their configuration', async () => {
  const image = { name: 'image', datatype: 'UINT8', shape: [-1, side, side, 3] };
  const scores = { name: 'scores', datatype: 'FP32', shape: [-1, 3] };
  expect((await ask(server, '/v2')).json.extensions).toContain('binary_tensor_data');
  expect((await ask(server, '/v2/models')).json).toEqual({ models: ['tiny'] });
  for (const path of ['/v2/models/tiny', '/v2/models/tiny/versions/1']) {
    const metadata = {
      name: 'tiny',
      versions: ['1'],
      platform: 'onnxruntime_onnx',
      inputs: [image],
      outputs: [scores],
    };
    expect((await ask(server, path)).json).toEqual(metadata);
    expect((await ask(server, `${path}/ready`)).json).toEqual({ name: 'tiny', ready: true });
    const { json: config } = await ask(server, `${path}/config`);
    expect(config.input).toEqual([
      { name: 'image', data_type: 'TYPE_UINT8', dims: [side, side, 3], format: 'FORMAT_NHWC' },
    ]);
    // As many pictures as one request may hold.
    expect(config.max_batch_size).toBe(Math.floor(400_000 / (side * side * 3)));
    expect(JSON.parse(config.parameters.provenance.string_value)['preprocess.layout']).toMatch(/^ONNX/);
  }
  expect((await ask(server, '/v2/health/live')).json).toEqual({ live: true });
  expect((await ask(server, '/v2/health/ready')).json).toMatchObject({ ready: true });
  expect((await ask(server, '/v2/logging')).json).toMatchObject({ log_info: true, log_verbose_level: 0 });
  expect((await ask(server, '/v2/trace/setting')).json).toMatchObject({ trace_level: ['OFF'] });
  const index = (await ask(server, '/v2/repository/index', post('{"ready":true}'))).json;
  expect(index).toEqual([{ name: 'tiny', version: '1', state: 'READY', reason: '' }]);
});

test('counts what it was asked', async () => {
  const of = async (path: string) => (await ask(server, path)).json.model_stats[0];
  const before = await of('/v2/models/tiny/stats');
  const data = pixels('red', 'green', 'blue');
  await askJson(server, { inputs: [imageInput(['red', 'green', 'blue'], { data })] });
  await askJson(server, { inputs: [imageInput(['red'], { data: [] })] });
  await askJson(server, { inputs: [imageInput(['red'], { name: 'other', data: pixels('red') })] });
  const after = await of('/v2/models/stats');
  expect(after.inference_count - before.inference_count).toBe(3);
  expect(after.execution_count - before.execution_count).toBe(1);
  expect(after.inference_stats.success.count - before.inference_stats.success.count).toBe(1);
  expect(after.inference_stats.fail.count - before.inference_stats.fail.count).toBe(2);
  expect(after.inference_stats.compute_infer.ns).toBeGreaterThan(before.inference_stats.compute_infer.ns);
  expect((await of('/v2/models/tiny/versions/1/stats')).name).toBe('tiny');
});
