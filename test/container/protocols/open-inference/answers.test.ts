import { classify } from '../../../../container/src/protocols/open-inference/classification';
import type { Datatype } from '../../../../container/src/protocols/open-inference/datatype';
import { writeAnswer } from '../../../../container/src/protocols/open-inference/http/response-body';
import type { Tensor } from '../../../../container/src/protocols/open-inference/tensor';

const tensor = (name: string, datatype: Datatype, shape: number[], values: ArrayBufferView): Tensor => {
  const numbers = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { name, datatype, shape, elements: { numbers } };
};
const strings = ({ elements }: Tensor) =>
  'strings' in elements && elements.strings.map((string) => Buffer.from(string).toString());
const json = async (...outputs: Tensor[]) =>
  JSON.parse(String((await writeAnswer({ model: 'm', version: '1', id: 'x', outputs }, () => false)).body));

test('writes numbers of every kind as JSON', async () => {
  const outputs = [
    tensor('bool', 'BOOL', [2], new Uint8Array([1, 0])),
    tensor('int64', 'INT64', [1], new BigInt64Array([-5n])),
    tensor('fp32', 'FP32', [3], new Float32Array([0.5, Number.NaN, -Infinity])),
    tensor('uint8', 'UINT8', [1, 2], new Uint8Array([0, 255])),
  ];
  expect(await json(...outputs)).toEqual({
    id: 'x',
    model_name: 'm',
    model_version: '1',
    outputs: [
      { name: 'bool', datatype: 'BOOL', shape: [2], data: [true, false] },
      { name: 'int64', datatype: 'INT64', shape: [1], data: [-5] },
      { name: 'fp32', datatype: 'FP32', shape: [3], data: [0.5, null, null] },
      { name: 'uint8', datatype: 'UINT8', shape: [1, 2], data: [0, 255] },
    ],
  });
});

test('writes binary data behind the JSON, and half precision always there', async () => {
  const scores = tensor('scores', 'FP32', [2], new Float32Array([0.25, 0.75]));
  const half = tensor('half', 'FP16', [1], new Uint8Array([0, 60]));
  const answer = { model: 'm', version: '1', outputs: [half, scores] };
  const { body, jsonLength = 0 } = await writeAnswer(answer, (name) => name === 'scores');
  const { outputs } = JSON.parse(body.toString('utf8', 0, jsonLength));
  expect(outputs.map((output: { parameters: unknown }) => output.parameters)).toEqual([
    { binary_data_size: 2 },
    { binary_data_size: 8 },
  ]);
  expect(body.subarray(jsonLength)).toEqual(Buffer.from([0, 60, 0, 0, 128, 62, 0, 0, 64, 63]));
});

test('ranks scores for each picture, equals in their order', () => {
  const scores = tensor('scores', 'FP32', [2, 4], new Float32Array([0.5, 0.25, 0.5, 1, -1, -2, -3, -0.5]));
  const ranked = classify(scores, 3, ['cat', 'dog', 'cow', 'hen']);
  expect([ranked.datatype, ranked.shape]).toEqual(['BYTES', [2, 3]]);
  expect(strings(ranked)).toEqual([
    '1.000000:3:hen',
    '0.500000:0:cat',
    '0.500000:2:cow',
    '-0.500000:3:hen',
    '-1.000000:0:cat',
    '-2.000000:1:dog',
  ]);
});

test('ranks whole numbers as such, and leaves the label out where there is none', () => {
  const scores = tensor('scores', 'INT64', [4], new BigInt64Array([1n, 5n, 10n, 4n]));
  expect(strings(classify(scores, 2, ['a', 'b']))).toEqual(['10:2', '5:1:b']);
});

test('answers at most as many classes as there are, and at most 1000', () => {
  expect(classify(tensor('s', 'FP32', [1, 2], new Float32Array(2)), 9, []).shape).toEqual([1, 2]);
  expect(classify(tensor('s', 'FP32', [1, 5000], new Float32Array(5000)), 4000, []).shape).toEqual([1, 1000]);
});
