import { type ByteReader, Damaged } from '../../../../lib/contracts/byte-reader';
import type { ImageHeader } from './image-header';

/** Samples of a pixel by colour type; a palette decodes to RGB, and may carry transparency. */
const samples: Record<number, number> = { 0: 1, 2: 3, 3: 4, 4: 2, 6: 4 };
const isOpaque = (colourType: number) => colourType === 0 || colourType === 2;

/** PNG (W3C PNG 3, section 11.2.1): the first chunk is IHDR. */
export function readPngHeader(reader: ByteReader): Omit<ImageHeader, 'format'> {
  if (!reader.isAt(12, 'IHDR')) throw new Damaged('the first chunk is not IHDR');
  const depth = reader.u8(24);
  const colourType = reader.u8(25);
  const interlaced = reader.u8(28) === 1;
  if (samples[colourType] === undefined) throw new Damaged('the colour type is unknown');
  // An interlaced picture is held whole at its full depth; any other streams through, and only the result is held.
  const held = interlaced ? samples[colourType] * (depth === 16 ? 2 : 1) : 0;
  const result = isOpaque(colourType) ? 4 : 8;
  return { width: reader.u32(16), height: reader.u32(20), bytesPerPixel: held + result };
}
