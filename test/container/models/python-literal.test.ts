import { parsePythonLiteral } from '../../../container/src/models/sources/python-literal';

const pairs = (value: unknown) => [...(value as Map<unknown, unknown>)];

test('reads what str() writes of dictionaries, lists and tuples', () => {
  expect(pairs(parsePythonLiteral(`{0: 'person', 1: "potter's wheel"}`))).toEqual([
    [0, 'person'],
    [1, "potter's wheel"],
  ]);
  expect(parsePythonLiteral('[640, 640]')).toEqual([640, 640]);
  expect(parsePythonLiteral("(1, -2.5, 1e-3, .5, ('a',), (), )")).toEqual([1, -2.5, 0.001, 0.5, ['a'], []]);
  expect(pairs(parsePythonLiteral("{'nms': True, 'half': False, 'opset': None}"))).toEqual([
    ['nms', true],
    ['half', false],
    ['opset', null],
  ]);
});

test('reads JSON too', () => {
  expect(pairs(parsePythonLiteral(' {"a": [true, null]}\n'))).toEqual([['a', [true, null]]]);
});

test('undoes the escapes that Python writes', () => {
  expect(parsePythonLiteral(String.raw`'it\'s \\ \n \x41 \u00e9 \U0001f600 \q'`)).toBe("it's \\ \n A é 😀 \\q");
  expect(parsePythonLiteral('"Ärger"')).toBe('Ärger');
});

test.each([
  ['', 'a value at character 0'],
  ['[1, 2', 'a comma or ]'],
  ["{'a' 1}", 'a colon'],
  ["'open", "expected '"],
  ['[1] 2', 'the end'],
  ['__import__("os")', 'a value'],
  ['1__2', 'a value'],
  [String.raw`'\u12'`, '4 digits'],
  ['['.repeat(100_000), 'fewer brackets'],
])('refuses %.20s', (text, message) => {
  expect(() => parsePythonLiteral(text)).toThrow(SyntaxError);
  expect(() => parsePythonLiteral(text)).toThrow(message);
});

test('takes time in proportion to the text', () => {
  const long = `{${Array.from({ length: 100_000 }, (_, place) => `${place}: 'label ${place}'`).join(', ')}}`;
  const start = performance.now();
  expect((parsePythonLiteral(long) as Map<unknown, unknown>).size).toBe(100_000);
  expect(performance.now() - start).toBeLessThan(2000);
});
