import {
  parseTextProtobuf,
  type TextMessage,
  type TextValue,
} from '../../../container/src/models/sources/text-protobuf';

function plain(value: TextValue): unknown {
  return value instanceof Map
    ? Object.fromEntries([...(value as TextMessage)].map(([k, v]) => [k, v.map(plain)]))
    : value;
}
const parsed = (text: string) => plain(parseTextProtobuf(text));

test.each<[string, unknown]>([
  ['a: 1 b: -2.5 c: TYPE_FP32 d: true', { a: [1], b: [-2.5], c: ['TYPE_FP32'], d: ['true'] }],
  ['dims: [1, 2, 3]', { dims: [1, 2, 3] }],
  ['dims: 1 dims: 2', { dims: [1, 2] }],
  ['dims: []', { dims: [] }],
  [`s: "it's" t: 'a "b"' u: "one " "two"`, { s: ["it's"], t: ['a "b"'], u: ['one two'] }],
  [String.raw`s: "a\"b\\c\n"`, { s: ['a"b\\c\n'] }],
  ['m { a: 1 } m: { a: 2 } m < a: 3 >', { m: [{ a: [1] }, { a: [2] }, { a: [3] }] }],
  ['m [ { a: 1 }, { a: 2 } ]', { m: [{ a: [1] }, { a: [2] }] }],
  ['a: 1; b: 2, c: 3', { a: [1], b: [2], c: [3] }],
  ['# one\na: 1 # two\n#three', { a: [1] }],
  ['', {}],
])('reads %s', (text, value) => {
  expect(parsed(text)).toEqual(value);
});

test.each([
  ['a: "open', 'line 1 cannot be read'],
  ['a: 1\nb: }', 'line 2'],
  ['m {', 'line 1'],
  ['a: [1 2]', 'line 1 has a list without an end'],
  ['a 1', 'line 1'],
  ['m {'.repeat(100), 'is nested too deeply'],
])('names the line of %j', (text, message) => {
  expect(() => parsed(text)).toThrow(SyntaxError);
  expect(() => parsed(text)).toThrow(message);
});

test('whatever the text, it ends soon and with a syntax error at most', () => {
  const parts = ['a', ':', '{', '}', '[', ']', '"', "'", '\\', '#', '\n', ' ', '1', '-', ',', '<', '>', '\u0000', 'é'];
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const startedAt = performance.now();
  let read = 0;
  for (let round = 0; round < 5000; round++) {
    const text = Array.from({ length: random(60) }, () => parts[random(parts.length)]).join('');
    try {
      parseTextProtobuf(text);
      read += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxError);
    }
  }
  for (const part of ['#', '# \n', '"a" ', 'a:1 ', 'a:[', 'a{', '\\"', ' ']) {
    const text = `s: ${part.repeat(100_000)}\n\u0001`;
    expect(() => parseTextProtobuf(text)).toThrow(SyntaxError);
  }
  expect(read).toBeGreaterThan(50);
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
