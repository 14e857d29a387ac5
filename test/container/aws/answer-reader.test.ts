import { AnswerReader } from '../../../container/src/aws/answer-reader';
import { BufferPool } from '../../../container/src/http-server/body/buffer-pool';

/** What is read of `text` that comes in pieces of so many bytes, all in the same memory. */
function read(text: string, pieceBytes = text.length) {
  const reader = new AnswerReader(1000, new BufferPool(0));
  const bytes = Buffer.from(text, 'latin1');
  const block = Buffer.alloc(pieceBytes);
  let rest: number | undefined;
  for (let at = 0; at < bytes.length && rest === undefined; at += pieceBytes) {
    const piece = block.subarray(0, bytes.copy(block, 0, at));
    rest = reader.read(piece);
    if (rest !== undefined) rest += Math.max(0, bytes.length - at - pieceBytes);
  }
  if (rest === undefined) return { open: true, endsWithConnection: reader.endsWithConnection };
  const { reply, keepsConnection } = reader.finish();
  return { status: reply.status, headers: [...reply.headers], body: reply.body.toString(), rest, keepsConnection };
}

const counted = 'HTTP/1.1 200 OK\r\nETag: "a:b"\r\nContent-Length: 11\r\n\r\nhello world';
const chunked =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;why=not\r\nhello\r\n00006\r\n world\r\n0\r\nTrailer: x\r\n\r\n';

test.each([
  ['counted', counted],
  ['chunked', chunked],
])('a %s body is the same in whatever pieces it comes', (_, text) => {
  const whole = read(text);
  expect(whole).toMatchObject({ status: 200, body: 'hello world', rest: 0, keepsConnection: true });
  for (let bytes = 1; bytes < text.length; bytes += 1) expect(read(text, bytes)).toEqual(whole);
});

test('names of headers are told apart by their letters alone, and what comes twice is one value', () => {
  const { headers } = read('HTTP/1.1 200\r\nX-A:1\r\n__proto__: 2\r\nx-a:  3 \r\nContent-Length: 0\r\n\r\n');
  expect(headers).toEqual([
    ['x-a', '1, 3'],
    ['__proto__', '2'],
    ['content-length', '0'],
  ]);
});

test('an interim answer is followed by the real one', () => {
  expect(read(`HTTP/1.1 100 Continue\r\n\r\n${counted}`)).toMatchObject({ status: 200, body: 'hello world', rest: 0 });
});

test('an answer that has no body ends with its head', () => {
  expect(read('HTTP/1.1 204 No Content\r\n\r\n')).toMatchObject({ status: 204, body: '', rest: 0 });
});

test('a body of no known length ends with its connection', () => {
  expect(read('HTTP/1.1 200 OK\r\n\r\nhello')).toEqual({ open: true, endsWithConnection: true });
  expect(read(counted.slice(0, -1))).toEqual({ open: true, endsWithConnection: false });
});

test('what follows an answer is none of it', () => {
  expect(read(`${counted}HTTP/1.1 500`)).toMatchObject({ body: 'hello world', rest: 12 });
  expect(read(`${chunked}\r\n`)).toMatchObject({ body: 'hello world', rest: 2 });
});

test.each([
  'HTTP/1.0 200 OK\r\n',
  'HTTP/1.1 200 OK\r\nConnection: close\r\n',
  'HTTP/1.1 200 OK\r\nConnection: X-Amz, Close\r\n',
])('no other request may follow after %j', (head) => {
  expect(read(`${head}Content-Length: 0\r\n\r\n`)).toMatchObject({ keepsConnection: false });
});

test.each([
  ['HTTP/2 200 OK\r\n\r\n'],
  ['SSH-2.0-OpenSSH\r\n\r\n'],
  ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n'],
  ['HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n'],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n'],
  [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(65_536)}`],
])('%.80j is not read', (text) => {
  expect(() => read(text)).toThrow('the answer is no HTTP/1.1');
});

test.each([
  ['announced', 'Content-Length: 100000'],
  ['not announced', 'X-Length: unknown'],
])('of a long error, %s, the beginning is read, and no other request follows', (_, header) => {
  const text = `HTTP/1.1 503 Slow Down\r\n${header}\r\n\r\n${'x'.repeat(100_000)}`;
  const whole = read(text);
  expect(whole).toMatchObject({ status: 503, body: 'x'.repeat(65_536), rest: 0, keepsConnection: false });
  expect(read(text, 1000)).toMatchObject({ status: 503, body: whole.body, keepsConnection: false });
});

test('a body over the limit is refused by its announced length, or where it passes the limit', () => {
  expect(() => read('HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n')).toThrow('the answer has 1001 bytes');
  expect(() => read(`HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(1002)}`, 1001)).toThrow('the answer has');
});
