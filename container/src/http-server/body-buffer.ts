/** One block of memory that a body grows in: many small chunks cost no more than a few large ones. */
export class BodyBuffer {
  private bytes: Buffer;
  private length = 0;

  /** @param take called with every further byte of capacity before it is allocated; may refuse by throwing */
  constructor(
    private readonly maxBytes: number,
    expected: number | undefined,
    private readonly take: (bytes: number) => void,
  ) {
    const capacity = Math.min(maxBytes, expected ?? 64 * 1024);
    take(capacity);
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  /** @returns false when the body would become longer than `maxBytes` */
  append(chunk: Buffer): boolean {
    const length = this.length + chunk.length;
    if (length > this.maxBytes) return false;
    if (length > this.bytes.length) this.grow(length);
    chunk.copy(this.bytes, this.length);
    this.length = length;
    return true;
  }

  get content(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  private grow(needed: number): void {
    const capacity = Math.min(this.maxBytes, Math.max(needed, this.bytes.length * 2));
    this.take(capacity - this.bytes.length);
    const larger = Buffer.allocUnsafe(capacity);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}
