import type { MethodDefinition } from '@grpc/proto-loader';
import * as messages from '../../../../container/src/protocols/open-inference/grpc/messages';
import { decode } from '../../../../container/src/protocols/open-inference/grpc/protobuf-reader';
import { BrokenMessage } from '../../../../container/src/protocols/open-inference/grpc/protobuf-wire';
import { encode } from '../../../../container/src/protocols/open-inference/grpc/protobuf-writer';
import { inferenceDefinition } from './grpc-client';

// The other side of the wire is protobufjs, from the definition that clients use.
const service = inferenceDefinition['inference.GRPCInferenceService'] as unknown as Record<
  string,
  MethodDefinition<object, object>
>;
const { ModelInfer, ModelStatistics, ModelMetadata } = service;

test('reads what another implementation writes', () => {
  const request = {
    model_name: 'modèle',
    model_version: '3',
    id: 'x'.repeat(300),
    parameters: {
      flag: { bool_param: false },
      negative: { int64_param: -5 },
      wide: { uint64_param: 2 ** 40 },
      half: { double_param: -0.5 },
      ['__proto__']: { string_param: 'plain' },
    },
    inputs: [{ name: 'a', datatype: 'FP32', shape: [-1, 0, 2 ** 33], contents: { fp32_contents: [0.5, -2] } }],
    outputs: [{ name: 'y' }, { name: '' }],
    raw_input_contents: [Buffer.from([1, 2, 3]), Buffer.alloc(0)],
  };
  const read = decode(messages.inferRequest, ModelInfer.requestSerialize(request));
  expect(read).toMatchObject({
    model_name: 'modèle',
    model_version: '3',
    id: request.id,
    outputs: [{ name: 'y' }, { name: '' }],
    raw_input_contents: request.raw_input_contents,
  });
  const { flag, negative, wide, half } = read.parameters;
  expect([flag.bool_param, negative.int64_param, wide.uint64_param, half.double_param]).toEqual([
    false,
    -5,
    2 ** 40,
    -0.5,
  ]);
  expect(Object.getOwnPropertyDescriptor(read.parameters, '__proto__')?.value.string_param).toBe('plain');
  expect([read.inputs[0].shape, read.inputs[0].datatype]).toEqual([[-1, 0, 2 ** 33], 'FP32']);
  expect(Buffer.concat(read.inputs[0].contents?.fp32_contents ?? [])).toEqual(Buffer.from([0, 0, 0, 63, 0, 0, 0, 192]));
});

test('writes what another implementation reads', () => {
  const metadata = {
    name: 'm',
    versions: ['1', '20'],
    platform: 'p',
    inputs: [{ name: 'i', datatype: 'UINT8', shape: [-1, 300, 0] }],
    outputs: [],
  };
  expect(ModelMetadata.responseDeserialize(encode(messages.modelMetadata, metadata))).toEqual(metadata);
  const success = { count: 2 ** 40, ns: 1 };
  const model_stats = [
    { name: 'm', version: '', inference_count: 127, execution_count: 128, inference_stats: { success } },
  ];
  expect(ModelStatistics.responseDeserialize(encode(messages.statistics, { model_stats }))).toMatchObject({
    model_stats,
  });
});

test('64-bit numbers keep every digit', () => {
  const numbers = { value: { number: 1, kind: 'int64', rule: 'many' } } as const;
  const values = [0, -1, 2 ** 53 - 1, -(2 ** 53) + 1, 2n ** 63n - 1n, -(2n ** 63n), 2 ** 31, 2 ** 32, -(2 ** 31)];
  expect(decode(numbers, encode(numbers, { value: values })).value).toEqual(values);
});

test('fields that it does not know are passed over', () => {
  const later = {
    name: { number: 1, kind: 'string', rule: 'one' },
    bytes: { number: 100, kind: 'bytes', rule: 'one' },
    number: { number: 101, kind: 'uint64', rule: 'one' },
    double: { number: 102, kind: 'double', rule: 'one' },
  } as const;
  const bytes = encode(later, { name: 'm', bytes: Buffer.from('x'), number: 2 ** 60, double: 1.5 });
  expect(decode(messages.named, bytes)).toEqual({ name: 'm', version: '' });
});

test.each([
  ['a tag that is cut short', [0x80]],
  ['a number of eleven bytes', [0x08, ...Array(10).fill(0xff), 1]],
  ['a text longer than the message', [0x0a, 5, 65]],
  ['a length beyond 32 bits', [0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f]],
  ['a text as a number', [0x08, 1]],
  ['a group', [0x0b]],
  ['a message as a number', [0x28, 1]],
])('refuses %s', (_, bytes) => {
  expect(() => decode(messages.inferRequest, Buffer.from(bytes))).toThrow(BrokenMessage);
});

test('refuses more fields than any honest request has, before they become objects', () => {
  const inputs = Buffer.alloc(20_000_000, Buffer.from([0x2a, 0]));
  const start = performance.now();
  expect(() => decode(messages.inferRequest, inputs)).toThrow(/more than 65536 fields/);
  expect(performance.now() - start).toBeLessThan(2000);
  const shape = Buffer.concat([Buffer.from([0x1a, 0x80, 0x80, 0x40]), Buffer.alloc(2 ** 20)]);
  const input = Buffer.concat([Buffer.from([0x2a, 0x84, 0x80, 0x40]), shape]);
  expect(() => decode(messages.inferRequest, input)).toThrow(/more than 65536 values/);
});

test('whatever bytes come, it reads a message or refuses', () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed;
  };
  const honest = ModelInfer.requestSerialize({
    model_name: 'tiny',
    inputs: [
      { name: 'image', shape: [1, 2], parameters: { a: { int64_param: 1 } }, contents: { int_contents: [1, 2] } },
    ],
    raw_input_contents: [Buffer.from('abc')],
  });
  const outcomes = new Set<string>();
  for (let round = 0; round < 20_000; round += 1) {
    const bytes = Buffer.from(honest);
    for (let change = 0; change <= random() % 3; change += 1) bytes[random() % bytes.length] = random() >> 8;
    try {
      decode(messages.inferRequest, bytes.subarray(0, random() % 4 === 0 ? random() % bytes.length : bytes.length));
      outcomes.add('read');
    } catch (error) {
      expect(error).toBeInstanceOf(BrokenMessage);
      outcomes.add('refused');
    }
  }
  expect([...outcomes].sort()).toEqual(['read', 'refused']);
});
