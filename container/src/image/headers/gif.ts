import type { ByteReader } from '../../../../lib/contracts/byte-reader';
import type { ImageHeader } from './image-header';

const EXTENSION = 0x21;
const IMAGE = 0x2c;

/** GIF (GIF89a specification, sections 18 to 20). A first frame larger than the screen enlarges the picture. */
export function readGifHeader(reader: ByteReader): Omit<ImageHeader, 'format'> {
  const screen = { width: reader.u16(6, true), height: reader.u16(8, true) };
  let at = 13 + tableBytes(reader.u8(10));
  while (reader.u8(at) === EXTENSION) at = skipBlocks(reader, at + 2);
  if (reader.u8(at) !== IMAGE) return screen;
  return {
    width: Math.max(screen.width, reader.u16(at + 1, true) + reader.u16(at + 5, true)),
    height: Math.max(screen.height, reader.u16(at + 3, true) + reader.u16(at + 7, true)),
  };
}

function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function skipBlocks(reader: ByteReader, start: number): number {
  let at = start;
  while (reader.u8(at) > 0) at += 1 + reader.u8(at);
  return at + 1;
}
