import { JsonScanner } from '../../../../container/src/protocols/sagemaker/request/json-scanner';

const wanted = ['instances', 'inputs', 'b64'];

/** What is found when the document comes in pieces of this size. */
function scan(text: string, size: number) {
  const scanner = new JsonScanner(wanted);
  const bytes = Buffer.from(text);
  const found = [];
  for (let place = 0; place < bytes.length; place += size) {
    for (const { key, listed, text: element } of scanner.push(bytes.subarray(place, place + size))) {
      found.push([key, listed, element.toString()]);
    }
  }
  scanner.end();
  return found;
}

const documents: [string, unknown[]][] = [
  [
    '{"instances":[{"b64":"aa"}, {"b64":"b]b"}]}',
    [
      ['instances', true, '{"b64":"aa"}'],
      ['instances', true, '{"b64":"b]b"}'],
    ],
  ],
  [
    '["a", "b\\"]" ,{"x":[1,{"y":2}]}]',
    [
      ['', true, '"a"'],
      ['', true, '"b\\"]" '],
      ['', true, '{"x":[1,{"y":2}]}'],
    ],
  ],
  ['{"b64":"abc","other":[1,2]}', [['b64', false, '"abc"']]],
  ['{"skip":{"instances":["no"]},"also":["no"],"inputs":["yes"]}', [['inputs', true, '"yes"']]],
  ['{"inst\\u0061nces":["no"],"b64":{"b64":"x"}}', [['b64', false, '{"b64":"x"}']]],
  [' { "instances" : [ ] } ', []],
  [
    '{"instances":["\\\\","\\\\\\""]}',
    [
      ['instances', true, '"\\\\"'],
      ['instances', true, '"\\\\\\""'],
    ],
  ],
  [
    '{"text":"a, b: [c] {d}","instances":[1,true]}',
    [
      ['instances', true, '1'],
      ['instances', true, 'true'],
    ],
  ],
];

test.each(documents)('%s is taken apart the same however it is cut', (text, expected) => {
  for (const size of [1, 2, 3, 7, 1000]) expect(scan(text, size)).toEqual(expected);
});

test.each(['{"instances":["a"', '"text"', '[1]]', '[1] x', '{"a":1}}', '7', '['.repeat(100)])(
  '%s is refused',
  (text) => {
    for (const size of [1, 1000]) {
      expect(() => scan(text, size)).toThrow(expect.objectContaining({ id: 'request-malformed' }));
    }
  },
);

test('a string of nothing but escapes costs no more than its length', () => {
  const text = `["${'\\"'.repeat(2_000_000)}"]`;
  const start = performance.now();
  expect(scan(text, 65_536)[0][2]).toHaveLength(4_000_002);
  expect(performance.now() - start).toBeLessThan(2000);
});
