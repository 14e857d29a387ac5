import crypto, { createHash } from 'node:crypto';
import { parseApiKeys } from '../../../container/src/access/api-keys';
import { KeyRing } from '../../../container/src/access/key-ring';
import { SchemaError } from '../../../lib/contracts/schema';

const key = 'a-key-of-sixteen-or-more';
const other = 'another-key-for-another-caller';
const sha256 = createHash('sha256').update(other).digest('hex');

function problemsOf(list: unknown): string[] {
  try {
    parseApiKeys(typeof list === 'string' ? list : JSON.stringify(list));
  } catch (error) {
    if (error instanceof SchemaError) return error.problems;
  }
  return [];
}

test('a key may be given as it is or as its digest, and opens the server to the caller of that name', () => {
  const ring = new KeyRing(
    parseApiKeys(
      JSON.stringify([
        { name: 'shop', key },
        { name: 'operator', sha256, admin: true },
      ]),
    ),
  );
  expect(ring.find(key)).toEqual({ name: 'shop', admin: false });
  expect(ring.find(other)).toEqual({ name: 'operator', admin: true });
  expect(ring.find(sha256)).toBeUndefined();
  expect(ring.find(`${key} `)).toBeUndefined();
});

test('one entry may stand alone, as AWS Secrets Manager draws it', () => {
  expect(new KeyRing(parseApiKeys(JSON.stringify({ name: 'shop', key }))).find(key)).toEqual({
    name: 'shop',
    admin: false,
  });
  expect(problemsOf({ name: 'shop', [key]: 'key' }).join()).toMatch(/^keys\[0\]\.\(not shown\): unknown field/);
});

test('the burst of a caller is a second of its rate unless the list says more', () => {
  const [slow, fast] = parseApiKeys(
    JSON.stringify([
      { name: 'slow', key, requestsPerSecond: 0.5 },
      { name: 'fast', sha256, requestsPerSecond: 50, burst: 100 },
    ]),
  );
  expect(slow.rate).toEqual({ requestsPerSecond: 0.5, burst: 1 });
  expect(fast.rate).toEqual({ requestsPerSecond: 50, burst: 100 });
});

test('every problem of a list is named at once', () => {
  expect(
    problemsOf([
      { name: 'shop', key: 'short' },
      { name: '', key, sha256: 'x' },
      { name: 'c', key, requestsPerSecond: 0 },
    ]),
  ).toEqual([
    'keys[0].key: expected a string of 16 characters or more, received 5 characters',
    'keys[1].name: expected a non-empty string, received 0 characters',
    'keys[1].sha256: expected a string of 64 characters or more, received 1 characters',
    'keys[2].requestsPerSecond: expected a number between 0.001 and 1000000, received 0',
  ]);
  expect(
    problemsOf([
      { name: 'a b', key: `${key} with spaces` },
      { name: 'b' },
      { name: 'c', sha256: 'z'.repeat(64) },
      { name: 'd', key, burst: 2 },
    ]),
  ).toEqual([
    'keys[0].name: expected letters, digits and . _ @ - only',
    'keys[0].key: expected visible ASCII characters without spaces',
    'keys[1]: expected either key or sha256',
    'keys[2].sha256: expected 64 hexadecimal digits',
    'keys[3].burst: means nothing without requestsPerSecond',
  ]);
});

test('two callers share neither a name nor a key', () => {
  expect(
    problemsOf([
      { name: 'a', key: other },
      { name: 'a', key },
      { name: 'b', sha256 },
    ]),
  ).toEqual(['keys[1].name: the same as keys[0].name', 'keys[2]: the same key as keys[0]']);
});

test.each([
  ['no JSON', `[{ "name": "shop", "key": "${key}" `],
  ['JSON that is broken right behind a key', `[{ "name": "shop", "key": "${key}"" }]`],
  ['a key where a name belongs', [{ [key]: 'shop' }]],
  ['a key that is too long', [{ name: 'shop', key: key.repeat(20) }]],
  ['a key as a name', [{ name: `${key}!`, key: other }]],
  ['a key as a number', [{ name: 'shop', key: other, requestsPerSecond: key }]],
  ['an empty list', []],
  ['the key alone', JSON.stringify(key)],
])('%s is refused, and no problem repeats a key', (_, list) => {
  const problems = problemsOf(list);
  expect(problems).not.toEqual([]);
  expect(problems.join()).not.toContain(key);
});

test('compares every key of the list in constant time, wherever the right one stands', () => {
  const compare = jest.spyOn(crypto, 'timingSafeEqual');
  const keys = Array.from({ length: 9 }, (_, index) => `key-number-${index}-of-nine`);
  const ring = new KeyRing(
    parseApiKeys(JSON.stringify(keys.map((each, index) => ({ name: `caller-${index}`, key: each })))),
  );
  for (const [index, each] of [...keys, 'a key that nobody has'].entries()) {
    compare.mockClear();
    expect(ring.find(each)?.name).toBe(index < 9 ? `caller-${index}` : undefined);
    expect(compare).toHaveBeenCalledTimes(9);
  }
});
