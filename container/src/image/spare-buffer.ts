/** A buffer that would hold a photograph of 13 megapixels; a larger one is not kept. */
const KEPT_BYTES = 40e6;

/**
 * Lends memory that was used before. Fresh memory comes from the system page by page, which costs a decoder a quarter
 * of its time. Who does not give back takes nothing away: the next one gets fresh memory.
 */
export class SpareBuffer {
  private spare?: ArrayBuffer;
  private readonly lent = new WeakSet<ArrayBuffer>();

  /** Exactly `bytes` bytes of arbitrary content. */
  take(bytes: number): Uint8Array {
    const spare = this.spare;
    this.spare = undefined;
    const large = spare !== undefined && spare.byteLength >= bytes;
    const memory = large ? spare : (Buffer.allocUnsafeSlow(bytes).buffer as ArrayBuffer);
    this.lent.add(memory);
    return new Uint8Array(memory, 0, bytes);
  }

  /** Takes back memory lent here, once; anything else belongs to somebody. The larger of two spares is kept. */
  giveBack({ buffer }: Uint8Array): void {
    const memory = buffer as ArrayBuffer;
    if (!this.lent.delete(memory) || memory.byteLength > KEPT_BYTES) return;
    if (this.spare === undefined || memory.byteLength > this.spare.byteLength) this.spare = memory;
  }
}
