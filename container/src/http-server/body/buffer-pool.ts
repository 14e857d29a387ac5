/**
 * Lends blocks of memory and takes them back: fresh ones for every request would make the collector stop the process that
 * answers HTTP several times a second.
 */
export class BufferPool {
  private readonly free = new Map<number, Buffer[]>();
  private kept = 0;

  /** @param maxKept the most bytes held back for later */
  constructor(private readonly maxKept: number) {}

  /** The size of the block that `take(bytes)` lends: powers of two, so that blocks fit many requests. */
  static sizeFor(bytes: number): number {
    return 2 ** Math.max(14, Math.ceil(Math.log2(Math.max(1, bytes))));
  }

  take(bytes: number): Buffer {
    const size = BufferPool.sizeFor(bytes);
    const block = this.free.get(size)?.pop();
    if (!block) return Buffer.allocUnsafeSlow(size);
    this.kept -= size;
    return block;
  }

  /** The lender must not touch the block any more. */
  giveBack(block: Buffer): void {
    if (this.kept + block.length > this.maxKept) return;
    this.kept += block.length;
    const blocks = this.free.get(block.length) ?? [];
    blocks.push(block);
    this.free.set(block.length, blocks);
  }
}
