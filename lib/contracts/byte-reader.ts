/** A file that ends, or contradicts itself, before its header is complete. The message may be shown to the caller. */
export class Damaged extends Error {}

/** Reads numbers out of bytes nobody has checked; reading past the end is `Damaged`, never a crash. */
export class ByteReader {
  readonly length: number;
  private readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.length = bytes.length;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(at: number): number {
    this.require(at, 1);
    return this.view.getUint8(at);
  }

  u16(at: number, littleEndian = false): number {
    this.require(at, 2);
    return this.view.getUint16(at, littleEndian);
  }

  u24(at: number, littleEndian = false): number {
    const [first, second, third] = [this.u8(at), this.u8(at + 1), this.u8(at + 2)];
    return littleEndian ? first | (second << 8) | (third << 16) : (first << 16) | (second << 8) | third;
  }

  u32(at: number, littleEndian = false): number {
    this.require(at, 4);
    return this.view.getUint32(at, littleEndian);
  }

  /** `count` bytes as Latin-1 text. */
  text(at: number, count: number): string {
    this.require(at, count);
    return String.fromCharCode(...this.bytes.subarray(at, at + count));
  }

  /** Whether the bytes of `signature` stand at `at`; false past the end. */
  isAt(at: number, signature: string): boolean {
    return at + signature.length <= this.length && this.text(at, signature.length) === signature;
  }

  private require(at: number, count: number): void {
    if (at < 0 || at + count > this.length) throw new Damaged('the file ends inside its header');
  }
}
