/** A message that does not follow the encoding, or holds more than any honest one. */
export class BrokenMessage extends Error {}

/** The shapes of values on the wire. */
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Reads values of a message one after the other. */
export class WireReader {
  place = 0;

  constructor(readonly bytes: Buffer) {}

  get atEnd(): boolean {
    return this.place >= this.bytes.length;
  }

  /** The low and the high half of a variable-length number, each from 0 to 2^32 - 1. */
  varint(): [low: number, high: number] {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.place >= this.bytes.length) throw new BrokenMessage('a number is cut short');
      const byte = this.bytes[this.place++];
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else if (shift < 64) high |= bits << (shift - 32);
      if (byte < 0x80) return [low >>> 0, high >>> 0];
    }
    throw new BrokenMessage('a number is longer than ten bytes');
  }

  /** Of a field number, a wire type or a length: all fit 32 bits. */
  small(): number {
    const [low, high] = this.varint();
    if (high !== 0) throw new BrokenMessage('a tag or a length is beyond 32 bits');
    return low;
  }

  take(length: number): Buffer {
    const end = this.place + length;
    if (end > this.bytes.length) throw new BrokenMessage('a value is longer than the message');
    const taken = this.bytes.subarray(this.place, end);
    this.place = end;
    return taken;
  }

  /** The bytes of a value, of whatever wire type. */
  value(wireType: number): Buffer {
    if (wireType === wireTypes.bytes) return this.take(this.small());
    if (wireType === wireTypes.fixed64) return this.take(8);
    if (wireType === wireTypes.fixed32) return this.take(4);
    if (wireType !== wireTypes.varint) throw new BrokenMessage(`wire type ${wireType} is none of ours`);
    const start = this.place;
    this.varint();
    return this.bytes.subarray(start, this.place);
  }
}

export function unsigned64([low, high]: [number, number]): number | bigint {
  return high < 0x200000 ? high * 2 ** 32 + low : (BigInt(high) << 32n) | BigInt(low);
}

export function signed64([low, high]: [number, number]): number | bigint {
  if (high < 0x80000000) return unsigned64([low, high]);
  const value = BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
  return value >= BigInt(Number.MIN_SAFE_INTEGER) ? Number(value) : value;
}

/** The bytes of a variable-length number; negative ones take ten, as two's complement. */
export function varintBytes(value: number | bigint): number[] {
  const bytes: number[] = [];
  if (typeof value === 'bigint' || value < 0 || value > 0x7fffffff) {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
  } else {
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
    bytes.push(rest);
  }
  return bytes;
}
