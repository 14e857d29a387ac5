import { BodyBuffer } from '../../../container/src/http-server/body/body-buffer';
import { BufferPool } from '../../../container/src/http-server/body/buffer-pool';

test('a block that came back is lent again, to one borrower at a time', () => {
  const pool = new BufferPool(1_000_000);
  const first = pool.take(20_000);
  pool.giveBack(first);
  const [second, third] = [pool.take(30_000), pool.take(30_000)];
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('keeps no more than its limit', () => {
  const pool = new BufferPool(40_000);
  const blocks = [pool.take(32_000), pool.take(32_000)];
  for (const block of blocks) pool.giveBack(block);
  expect([pool.take(32_000), pool.take(32_000)].filter((block) => blocks.includes(block))).toHaveLength(1);
});

test('a body that grows keeps its bytes, and every block is paid for before it is lent', () => {
  const paid: number[] = [];
  const body = new BodyBuffer(100_000, undefined, new BufferPool(0), (bytes) => paid.push(bytes));
  for (let index = 0; index < 60; index++) expect(body.append(Buffer.alloc(1000, index))).toBe(true);
  expect(body.content.length).toBe(60_000);
  for (let index = 0; index < 60; index++) expect(body.content[index * 1000 + 999]).toBe(index);
  expect(paid).toEqual([16_384, 32_768, 65_536]);
});

test('a body over its limit is not taken', () => {
  const body = new BodyBuffer(1500, undefined, new BufferPool(0), () => {});
  expect([body.append(Buffer.alloc(1000)), body.append(Buffer.alloc(1000))]).toEqual([true, false]);
});
