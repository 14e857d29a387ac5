import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The bytes do not follow the protobuf wire format. */
export class DamagedProtobuf extends Error {}

/** One field of a message. `value` is set for numbers; `start` and `end` bound the payload of everything else. */
export interface Field {
  readonly number: number;
  readonly value: number | undefined;
  readonly start: number;
  readonly end: number;
}

const windowBytes = 64 * 1024;
/** Longer text is no name and no description: reading it would only fill the memory. */
const longestText = 32 * 1024 * 1024;

/** Walks the messages of a protobuf file by offsets: what nobody asks for, such as gigabytes of weights, is never read. */
export class ProtobufFile {
  readonly size: number;
  private readonly descriptor: number;
  private readonly window = Buffer.allocUnsafe(windowBytes);
  private windowStart = 0;
  private windowEnd = 0;

  constructor(path: string) {
    this.descriptor = openSync(path, 'r');
    this.size = fstatSync(this.descriptor).size;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /** The fields of the message between two offsets, in order. Every step moves forward, so any input comes to an end. */
  *fields({ start, end }: { start: number; end: number } = { start: 0, end: this.size }): Generator<Field> {
    let offset = start;
    const varint = (): bigint => {
      const read = this.varint(offset, end);
      offset = read.next;
      return read.value;
    };
    while (offset < end) {
      const tag = varint();
      const number = Number(tag >> 3n);
      if (number < 1 || number > 0x1fff_ffff) throw new DamagedProtobuf(`field number ${number} at byte ${offset}`);
      let value: number | undefined;
      let payload = offset;
      switch (Number(tag & 7n)) {
        case 0:
          value = Number(BigInt.asIntN(64, varint()));
          break;
        case 1:
          offset += 8;
          break;
        case 2: {
          const length = Number(varint());
          payload = offset;
          offset += length;
          break;
        }
        case 5:
          offset += 4;
          break;
        default:
          throw new DamagedProtobuf(`unknown wire type at byte ${offset}`);
      }
      if (offset > end) throw new DamagedProtobuf(`field ${number} reaches beyond its message at byte ${payload}`);
      yield { number, value, start: payload, end: offset };
    }
  }

  text({ start, end }: Pick<Field, 'start' | 'end'>): string {
    if (end - start > longestText) throw new DamagedProtobuf(`text of ${end - start} bytes at byte ${start}`);
    const bytes = Buffer.alloc(end - start);
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(this.descriptor, bytes, done, bytes.length - done, start + done);
      if (read === 0) throw new DamagedProtobuf('the file became shorter while it was read');
      done += read;
    }
    return bytes.toString('utf8');
  }

  private varint(offset: number, end: number): { value: bigint; next: number } {
    let value = 0n;
    for (let index = 0; index < 10; index += 1) {
      if (offset + index >= end) break;
      const byte = this.byteAt(offset + index);
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return { value, next: offset + index + 1 };
    }
    throw new DamagedProtobuf(`unfinished number at byte ${offset}`);
  }

  private byteAt(offset: number): number {
    if (offset < this.windowStart || offset >= this.windowEnd) {
      const read = readSync(this.descriptor, this.window, 0, windowBytes, offset);
      if (read === 0) throw new DamagedProtobuf('the file became shorter while it was read');
      this.windowStart = offset;
      this.windowEnd = offset + read;
    }
    return this.window[offset - this.windowStart];
  }
}
