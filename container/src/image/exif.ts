import { type ByteReader, Damaged } from '../../../lib/contracts/byte-reader';

/** How a picture is to be turned for display, 1 to 8 (EXIF 2.32, tag 274); 1 is upright as stored. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const ORIENTATION = 274;
const PREFIX = 'Exif\0\0';

/** The orientation in an APP1 segment. Broken EXIF says nothing, it does not make a picture unreadable. */
export function readOrientation(reader: ByteReader, start: number): Orientation {
  if (!reader.isAt(start, PREFIX)) return 1;
  try {
    return findOrientation(reader, start + PREFIX.length);
  } catch (error) {
    if (error instanceof Damaged) return 1;
    throw error;
  }
}

function findOrientation(reader: ByteReader, tiff: number): Orientation {
  const little = reader.isAt(tiff, 'II');
  const directory = tiff + reader.u32(tiff + 4, little);
  const entries = reader.u16(directory, little);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + i * 12;
    if (reader.u16(at, little) !== ORIENTATION) continue;
    const value = reader.u16(at + 8, little);
    return value >= 1 && value <= 8 ? (value as Orientation) : 1;
  }
  return 1;
}
