import { BufferPool } from './buffer-pool';

/** One block of memory that a body grows in: many small chunks cost no more than a few large ones. */
export class BodyBuffer {
  private block: Buffer;
  private length = 0;

  /** @param take called with the size of every block before it is lent; may refuse by throwing */
  constructor(
    private readonly maxBytes: number,
    expected: number | undefined,
    private readonly pool: BufferPool,
    private readonly take: (bytes: number) => void,
  ) {
    this.block = this.lend(expected ?? 0);
  }

  /** @returns false when the body would become longer than `maxBytes` */
  append(chunk: Buffer): boolean {
    const length = this.length + chunk.length;
    if (length > this.maxBytes) return false;
    if (length > this.block.length) this.grow(length);
    chunk.copy(this.block, this.length);
    this.length = length;
    return true;
  }

  get content(): Buffer {
    return this.block.subarray(0, this.length);
  }

  giveBack(): void {
    this.pool.giveBack(this.block);
  }

  private lend(bytes: number): Buffer {
    this.take(BufferPool.sizeFor(bytes));
    return this.pool.take(bytes);
  }

  private grow(needed: number): void {
    const smaller = this.block;
    this.block = this.lend(needed);
    smaller.copy(this.block, 0, 0, this.length);
    this.pool.giveBack(smaller);
  }
}
