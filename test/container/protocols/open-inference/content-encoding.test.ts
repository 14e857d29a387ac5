import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { BufferPool } from '../../../../container/src/http-server/body/buffer-pool';
import { ByteBudget } from '../../../../container/src/http-server/body/request-body';
import {
  answerEncoding,
  compressBody,
  inflateBody,
  requestEncoding,
} from '../../../../container/src/protocols/open-inference/http/content-encoding';

const limits = (maxBytes: number, budget = new ByteBudget(64 * 1_048_576)) => ({
  maxBytes,
  budget,
  pool: new BufferPool(0),
});

test('inflates gzip and deflate bodies and gives their memory back', async () => {
  const body = Buffer.from('a picture '.repeat(10_000));
  const budget = new ByteBudget(1_048_576);
  for (let round = 0; round < 20; round += 1) {
    const gunzipped = await inflateBody(gzipSync(body), 'gzip', limits(1_048_576, budget));
    const inflated = await inflateBody(deflateSync(body), 'deflate', limits(1_048_576, budget));
    expect(gunzipped.bytes.equals(body) && inflated.bytes.equals(body)).toBe(true);
    gunzipped.release();
    inflated.release();
  }
  expect(budget.take(1_048_576)).toBe(true);
});

test('a bomb is refused while it inflates, long before it is there', async () => {
  const bomb = gzipSync(Buffer.alloc(256 * 1_048_576));
  const before = process.memoryUsage().arrayBuffers;
  await expect(inflateBody(bomb, 'gzip', limits(1_048_576))).rejects.toMatchObject({ id: 'image-too-large' });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_048_576);
});

test('inflated bytes count against the bytes that the server may hold', async () => {
  const body = gzipSync(Buffer.alloc(2_000_000));
  const budget = new ByteBudget(1_000_000);
  await expect(inflateBody(body, 'gzip', limits(8_000_000, budget))).rejects.toMatchObject({ id: 'server-overloaded' });
  expect(budget.take(1_000_000)).toBe(true);
});

test.each([
  ['cut short', gzipSync(Buffer.alloc(100_000, 'ab')).subarray(0, 60)],
  ['something else', Buffer.from('{"inputs":[]}')],
])('refuses a gzip body that is %s', async (_, body) => {
  await expect(inflateBody(body, 'gzip', limits(1_048_576))).rejects.toMatchObject({ id: 'request-malformed' });
});

test('refuses encodings that it does not read', () => {
  expect([requestEncoding(undefined), requestEncoding('identity'), requestEncoding('GZIP')]).toEqual([
    undefined,
    undefined,
    'gzip',
  ]);
  for (const name of ['br', 'gzip, gzip', 'zstd'])
    expect(() => requestEncoding(name)).toThrow(/is not read; gzip and deflate/);
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['br', undefined],
  ['gzip', 'gzip'],
  ['deflate, gzip;q=0', 'deflate'],
  ['br;q=1, *', 'gzip'],
])('answers Accept-Encoding %s in %s', (accept, expected) => {
  expect(answerEncoding(accept)).toBe(expected);
});

test('compresses answers that are worth it', async () => {
  const long = Buffer.from('0.25,'.repeat(1000));
  const gzipped = await compressBody(long, 'gzip');
  const deflated = await compressBody(long, 'deflate');
  expect(gzipped.headers).toEqual({ 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' });
  expect([gunzipSync(gzipped.body), inflateSync(deflated.body)]).toEqual([long, long]);
  const short = Buffer.from('{}');
  expect(await compressBody(short, 'gzip')).toEqual({ body: short, headers: {} });
});
