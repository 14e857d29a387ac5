import { Failure } from '../../../../lib/contracts/failures';
import { BodyBuffer } from '../../http-server/body-buffer';
import type { BufferPool } from '../../http-server/buffer-pool';
import type { ByteBudget } from '../../http-server/request-body';

export interface LendingLimits {
  /** The most bytes that one body or message may have. */
  readonly maxBytes: number;
  readonly budget: ByteBudget;
  readonly pool: BufferPool;
}

/** Bytes that are collected in memory which counts against what the server may hold. */
export class LentBuffer {
  private taken = 0;
  private readonly buffer: BodyBuffer;

  /**
   * @param expected how long it is said to become; it grows beyond that where need be
   * @throws Failure server-overloaded
   */
  constructor(
    private readonly limits: LendingLimits,
    expected?: number,
  ) {
    const take = (bytes: number) => {
      if (!limits.budget.take(bytes)) {
        throw new Failure('server-overloaded', 'The server holds as many bytes as it may.');
      }
      this.taken += bytes;
    };
    this.buffer = new BodyBuffer(limits.maxBytes, expected, limits.pool, take);
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
    this.limits.budget.giveBack(this.taken);
    this.buffer.giveBack();
  }
}
