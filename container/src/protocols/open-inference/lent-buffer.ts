import { BodyBuffer } from '../../http-server/body/body-buffer';
import type { BufferPool } from '../../http-server/body/buffer-pool';
import { type ByteBudget, ByteShare } from '../../http-server/body/request-body';

export interface LendingLimits {
  /** The most bytes that one body or message may have. */
  readonly maxBytes: number;
  readonly budget: ByteBudget;
  readonly pool: BufferPool;
}

/** Bytes that are collected in memory which counts against what the server may hold. */
export class LentBuffer {
  private readonly share: ByteShare;
  private readonly buffer: BodyBuffer;

  /**
   * @param expected how long it is said to become; it grows beyond that where need be
   * @throws Failure server-overloaded
   */
  constructor({ maxBytes, budget, pool }: LendingLimits, expected?: number) {
    this.share = new ByteShare(budget);
    this.buffer = new BodyBuffer(maxBytes, expected, pool, (bytes) => this.share.take(bytes));
  }

  /**
   * @returns false when there would be more than `maxBytes`
   * @throws Failure server-overloaded
   */
  append(chunk: Buffer): boolean {
    return this.buffer.append(chunk);
  }

  get bytes(): Buffer {
    return this.buffer.content;
  }

  /** Must be called once, when the bytes are no longer needed. */
  release(): void {
    this.share.giveBack();
    this.buffer.giveBack();
  }
}
