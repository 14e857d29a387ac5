import { type ByteReader, Damaged } from '../../../../lib/contracts/byte-reader';

/** A marker of a JPEG file (ITU-T T.81, annex B) with the range of its payload, length field excluded. */
export interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

export const EOI = 0xd9;
export const SOS = 0xda;
export const APP1 = 0xe1;
export const APP2 = 0xe2;

/** The marker codes that begin a frame: all of 0xC0 to 0xCF but DHT, JPG and DAC. */
export function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/**
 * The segments of a file in order, entropy-coded data skipped, ending with EOI or the end of the file.
 * Bytes between segments that are no marker are skipped, as libjpeg does.
 */
export function* segments(reader: ByteReader): Generator<Segment> {
  let at = 2;
  while (true) {
    at = nextMarker(reader.bytes, at);
    if (at < 0) return;
    const marker = reader.u8(at);
    if (marker === EOI) {
      yield { marker, start: at + 1, end: at + 1 };
      return;
    }
    const length = reader.u16(at + 1);
    if (length < 2) throw new Damaged('a segment is shorter than its length field');
    yield { marker, start: at + 3, end: at + 1 + length };
    at += 1 + length;
  }
}

/** The place of the next marker code that has a segment or ends the file, -1 where there is none. */
function nextMarker(bytes: Uint8Array, start: number): number {
  let at = bytes.indexOf(0xff, start);
  while (at >= 0) {
    while (bytes[at] === 0xff) at++;
    if (at >= bytes.length) return -1;
    if (!isBare(bytes[at])) return at;
    at = bytes.indexOf(0xff, at + 1);
  }
  return -1;
}

/** Stuffed zeros, restart markers, TEM and SOI stand alone. */
function isBare(marker: number): boolean {
  return marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8);
}
