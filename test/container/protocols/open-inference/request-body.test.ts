import type { NumberDatatype } from '../../../../container/src/protocols/open-inference/datatype';
import { readInferenceRequest } from '../../../../container/src/protocols/open-inference/http/request-body';
import { viewOf } from '../../../../container/src/protocols/open-inference/http/response-body';
import { Failure } from '../../../../lib/contracts/failures';

const read = (json: unknown, binary: Buffer = Buffer.alloc(0), take: (bytes: number) => void = () => {}) => {
  const text = Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
  return readInferenceRequest({
    body: Buffer.concat([text, binary]),
    jsonLength: text.length,
    admission: { admit: () => {}, take },
  });
};
const input = (fields: object) => ({
  inputs: [{ name: 'x', shape: [4], datatype: 'FP32', data: [1, 2, 3, 4], ...fields }],
});
const numbersOf = async (fields: object) => {
  const { inputs } = await read(input(fields));
  const { datatype, elements } = inputs[0];
  if (!('numbers' in elements)) throw new Error('expected numbers');
  return Array.from(viewOf(datatype as NumberDatatype, elements.numbers) as Float32Array);
};
const refusal = (request: Promise<unknown>) =>
  request.then(
    () => 'accepted',
    (error) => (error instanceof Failure ? `${error.id}: ${error.message}` : error),
  );

test.each([
  ['BOOL', [true, false, true, true], [1, 0, 1, 1]],
  ['UINT8', [0, 1, 254, 255], [0, 1, 254, 255]],
  ['INT8', [-128, -1, 0, 127], [-128, -1, 0, 127]],
  ['UINT16', [0, 1, 2, 65_535], [0, 1, 2, 65_535]],
  ['INT16', [-32_768, 0, 1, 32_767], [-32_768, 0, 1, 32_767]],
  ['UINT32', [0, 1, 2, 4_294_967_295], [0, 1, 2, 4_294_967_295]],
  ['INT32', [-2_147_483_648, 0, 1, 2_147_483_647], [-2_147_483_648, 0, 1, 2_147_483_647]],
  ['FP64', [0.1, -1e300, 5e-324, 123_456_789.123_456_78], [0.1, -1e300, 5e-324, 123_456_789.123_456_78]],
  ['FP32', [0.1, -2.5, 1e-10, 3e38], [0.1, -2.5, 1e-10, 3e38].map(Math.fround)],
])('reads %s from JSON exactly', async (datatype, data, expected) => {
  expect(await numbersOf({ datatype, data })).toEqual(expected);
});

test('reads 64-bit numbers that a float cannot hold', async () => {
  const numbers = (datatype: string, list: string) =>
    read(`{"inputs":[{"name":"x","shape":[2],"datatype":"${datatype}","data":[${list}]}]}`).then(
      ({ inputs: [{ elements }] }) =>
        'numbers' in elements && Array.from(viewOf(datatype as 'INT64', elements.numbers) as BigInt64Array),
    );
  expect(await numbers('INT64', '-9223372036854775808, 9223372036854775807')).toEqual([-(2n ** 63n), 2n ** 63n - 1n]);
  expect(await numbers('UINT64', '0,18446744073709551615')).toEqual([0n, 2n ** 64n - 1n]);
  expect(await refusal(numbers('UINT64', '0,18446744073709551616'))).toMatch(/^request-malformed: .* is no UINT64/);
});

test('reads every number as JSON.parse does', async () => {
  const numbers = Array.from({ length: 4000 }, (_, place) => {
    const value = Math.sin(place) * 10 ** ((place % 40) - 20);
    return [String(value), value.toFixed(6), value.toExponential(4), String(Math.trunc(value * 1000))][place % 4];
  }).filter((text) => Math.abs(Number(text)) < 1e300);
  const text = `{"inputs":[{"name":"x","shape":[${numbers.length}],"datatype":"FP64","data":[${numbers.join(', ')}]}]}`;
  const { elements } = (await read(text)).inputs[0];
  expect('numbers' in elements && Array.from(viewOf('FP64', elements.numbers) as Float64Array)).toEqual(
    numbers.map(Number),
  );
});

test('takes data nested in any way, as long as there are as many elements as the shape says', async () => {
  expect(
    await numbersOf({
      shape: [2, 2],
      data: [
        [1, 2],
        [3, 4],
      ],
    }),
  ).toEqual([1, 2, 3, 4]);
  expect(await numbersOf({ shape: [2, 2], data: [[[1], 2], [[3, 4]]] })).toEqual([1, 2, 3, 4]);
  expect(await numbersOf({ shape: [2, 2], data: [1, 2, 3, 4] })).toEqual([1, 2, 3, 4]);
  expect(await numbersOf({ shape: [0], data: [] })).toEqual([]);
});

test('reads binary data in the order of the inputs, numbers and byte strings', async () => {
  const strings = Buffer.from([1, 0, 0, 0, 65, 0, 0, 0, 0]);
  const { inputs, binaryOutputs, outputs, id } = await read(
    {
      id: '42',
      parameters: { binary_data_output: true },
      inputs: [
        { name: 'a', shape: [1, 2], datatype: 'UINT16', parameters: { binary_data_size: 4 } },
        { name: 'b', shape: [2], datatype: 'BYTES', parameters: { binary_data_size: 9 } },
        { name: 'c', shape: [1], datatype: 'FP32', data: [7] },
      ],
      outputs: [{ name: 'y', parameters: { binary_data: false, classification: 3 } }, { name: 'z' }],
    },
    Buffer.concat([Buffer.from([1, 0, 0, 1]), strings]),
  );
  expect(inputs[0].elements).toEqual({ numbers: Buffer.from([1, 0, 0, 1]) });
  expect(inputs[1].elements).toEqual({ strings: [Buffer.from('A'), Buffer.alloc(0)] });
  expect({ binaryOutputs, outputs, id }).toEqual({
    binaryOutputs: true,
    outputs: [{ name: 'y', binary: false, classes: 3 }, { name: 'z' }],
    id: '42',
  });
});

test('reads strings with escapes and without', async () => {
  const { elements } = (await read(input({ datatype: 'BYTES', shape: [3], data: ['é"\\', '', 'plain'] }))).inputs[0];
  expect('strings' in elements && elements.strings.map((bytes) => Buffer.from(bytes).toString())).toEqual([
    'é"\\',
    '',
    'plain',
  ]);
});

test('priority and timeout follow the schedule-policy extension', async () => {
  const { schedule } = await read({ ...input({}), parameters: { priority: 2, timeout: 1500 } });
  expect(schedule).toEqual({ priority: 2, timeoutMs: 1.5 });
  expect((await read({ ...input({}), parameters: { timeout: 0 } })).schedule).toEqual({ priority: 0 });
});

const shape = (sides: unknown) => input({ shape: sides });
test.each([
  ['an element too many', input({ shape: [3] }), /more than the 3 elements/],
  ['an element too few', input({ shape: [5] }), /4 elements; its shape has 5|fewer than the 5/],
  ['a shape of more elements than its JSON has room for', shape([2 ** 30]), /fewer than the 1073741824 elements/],
  ['negative dimensions', shape([-1, -4]), /whole numbers from 0, received -1/],
  ['fractions as dimensions', shape([2.5]), /received 2.5/],
  ['an element count that overflows', shape([2 ** 32, 2 ** 32, 1]), /more than can be addressed/],
  ['a byte size that overflows', shape([2 ** 39, 4]), /more than can be addressed/],
  ['an overflow hidden behind a zero', shape([0, 2 ** 40, 2 ** 40]), /more than can be addressed/],
  ['too many dimensions', shape(Array(17).fill(1)), /at most 16 dimensions/],
  ['no shape', shape('4'), /expected a list/],
  ['an unknown datatype', input({ datatype: 'BF16' }), /expected one of BOOL.*received "BF16"/],
  ['FP16 in JSON', input({ datatype: 'FP16' }), /JSON cannot carry/],
  ['a number out of range', input({ datatype: 'UINT8', data: [1, 2, 3, 256] }), /256, which is no UINT8/],
  ['a fraction as a whole number', input({ datatype: 'INT32', data: [1, 2, 3, 4.5] }), /4.5, which is no INT32/],
  ['a string as a number', input({ data: [1, 2, 3, '4'] }), /which is no FP32/],
  ['null as a number', input({ data: [1, 2, 3, null] }), /null, which is no FP32/],
  ['an object as an element', input({ data: [1, 2, 3, {}] }), /object among the elements/],
  ['a number as a byte string', input({ datatype: 'BYTES' }), /no string/],
  ['data that is no list', input({ data: 17 }), /neither a list of data/],
  ['neither data nor binary data', input({ data: undefined }), /neither a list of data/],
  ['both data and binary data', input({ parameters: { binary_data_size: 0 } }), /both data and/],
  ['binary data that is not there', input({ data: undefined, parameters: { binary_data_size: 16 } }), /0 are left/],
  ['a negative binary size', input({ data: undefined, parameters: { binary_data_size: -1 } }), /whole number from 0/],
  ['shared memory', input({ parameters: { shared_memory_region: 'r' } }), /^feature-unsupported/],
  ['the same output twice', { ...input({}), outputs: [{ name: 'y' }, { name: 'y' }] }, /output y twice/],
  [
    'a negative number of classes',
    { ...input({}), outputs: [{ name: 'y', parameters: { classification: -1 } }] },
    /classification/,
  ],
  ['no inputs', { inputs: [] }, /at least one/],
  ['too many inputs', { inputs: Array(65).fill({}) }, /at most 64/],
  ['inputs that are no list', { inputs: {} }, /expected a list/],
  ['a request that is no object', [1], /expected an object/],
  ['an id that is no text', { ...input({}), id: 7 }, /id: expected a text/],
  ['parameters that are no object', { ...input({}), parameters: 3 }, /expected an object/],
  ['a timeout in words', { ...input({}), parameters: { timeout: 'soon' } }, /timeout/],
])('refuses %s', async (_, request, reason) => {
  expect(await refusal(read(request))).toMatch(reason);
});

const list = (data: string) => `{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":${data}}]}`;
test.each([
  ['nothing', '', /cannot be read/],
  ['half a document', '{"inputs":[', /cannot be read/],
  ['a list that does not end', '{"inputs":[{"data":[1,2', /does not end/],
  ['a string that does not end', '{"id":"', /does not end/],
  ['hexadecimal numbers', list('[0x1,2]'), /0x1, which is no FP32/],
  ['infinity', list('[Infinity,2]'), /Infinity, which is no FP32/],
  ['numbers beyond the type', list('[1e39,2]'), /1e39, which is no FP32/],
  ['a comma too many', list('[1,2,]'), /comma without a value/],
  ['a missing comma', list('[1 2]'), /without a comma/],
  ['the wrong bracket', list('[1,2}'), /cannot be read|no FP32|does not end/],
  ['nesting 101 deep', `${'['.repeat(101)}${']'.repeat(101)}`, /deeper than 100/],
  ['data nested 250,000 deep', list(`${'['.repeat(250_000)}1${']'.repeat(250_000)}`), /deeper than 100/],
  ['objects nested 250,000 deep', '{"a":'.repeat(250_000), /deeper than 100/],
  ['a megabyte of names', JSON.stringify({ ...input({}), note: 'x'.repeat(1_100_000) }), /besides tensor data/],
  ['a string of escaped quotes', `{"id":"${'\\"'.repeat(100_000)}"}`, /string of escapes/],
  ['a string of backslashes', `{"id":"${'\\\\'.repeat(100_000)}"}`, /string of escapes/],
])('refuses %s', async (_, text, reason) => {
  expect(await refusal(read(text))).toMatch(reason);
});

test.each([
  ['a length that is cut short', [1, 0, 0], 1, /cut short/],
  ['an element longer than the data', [255, 255, 255, 255, 1], 1, /longer than the data/],
  ['an element too many', [0, 0, 0, 0, 0, 0, 0, 0], 1, /more than the 1/],
  ['an element too few', [0, 0, 0, 0], 2, /1 elements; its shape has 2/],
])('refuses byte strings with %s', async (_, bytes, count, reason) => {
  const binary = { name: 'x', shape: [count], datatype: 'BYTES', parameters: { binary_data_size: bytes.length } };
  expect(await refusal(read({ inputs: [binary] }, Buffer.from(bytes)))).toMatch(reason);
});

test('refuses binary data that no input announces, or in another length than its shape takes', async () => {
  expect(await refusal(read(input({}), Buffer.alloc(3)))).toMatch(/3 bytes follow/);
  const short = input({ data: undefined, parameters: { binary_data_size: 15 } });
  expect(await refusal(read(short, Buffer.alloc(15)))).toMatch(/15 bytes of data; its shape takes 16/);
});

test('asks for memory before it builds a tensor', async () => {
  const asked: number[] = [];
  const refuse = (bytes: number) => {
    asked.push(bytes);
    throw new Failure('server-overloaded');
  };
  expect(await refusal(read(input({ datatype: 'FP64' }), Buffer.alloc(0), refuse))).toMatch(/^server-overloaded/);
  expect(asked).toEqual([32]);
});

test('lets others have their turn while it reads 20 MB of numbers', async () => {
  const count = 2_000_000;
  const text = list(`[${'0.456789,'.repeat(count - 1)}1]`).replace('[2]', `[${count}]`);
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  const { elements } = (await read(text)).inputs[0];
  clearInterval(timer);
  expect('numbers' in elements && elements.numbers.length).toBe(count * 4);
  expect(turns).toBeGreaterThan(20);
});
