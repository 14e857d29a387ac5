import { type ByteReader, Damaged } from '../../../../lib/contracts/byte-reader';
import type { ImageHeader } from './image-header';

/** WebP (RFC 9649): the first chunk is the extended header, a lossless or a lossy picture. */
export function readWebpHeader(reader: ByteReader): Omit<ImageHeader, 'format'> {
  if (!reader.isAt(0, 'RIFF')) throw new Damaged('the file is not a RIFF container');
  switch (reader.text(12, 4)) {
    case 'VP8X':
      return { width: reader.u24(24, true) + 1, height: reader.u24(27, true) + 1 };
    case 'VP8L': {
      if (reader.u8(20) !== 0x2f) throw new Damaged('the lossless signature is missing');
      const size = reader.u32(21, true);
      return { width: (size & 0x3fff) + 1, height: ((size >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      if (!reader.isAt(23, '\x9d\x01\x2a')) throw new Damaged('the first frame is not a key frame');
      return { width: reader.u16(26, true) & 0x3fff, height: reader.u16(28, true) & 0x3fff };
    default:
      throw new Damaged('the first chunk is no picture');
  }
}
