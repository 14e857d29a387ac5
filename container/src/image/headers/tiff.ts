import { type ByteReader, Damaged } from '../../../../lib/contracts/byte-reader';
import type { ImageHeader } from './image-header';

const WIDTH = 256;
const HEIGHT = 257;
const BITS = 258;
const SAMPLES = 277;
const SHORT = 3;

/** TIFF 6.0, section 2: the first directory describes the first picture. */
export function readTiffHeader(reader: ByteReader): Omit<ImageHeader, 'format'> {
  const little = reader.isAt(0, 'II');
  const directory = reader.u32(4, little);
  const entries = reader.u16(directory, little);
  const values = new Map<number, number>();
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + i * 12;
    const short = reader.u16(at + 2, little) === SHORT;
    // More values than fit the entry stand elsewhere in the file; all samples have the first one's depth.
    const fits = reader.u32(at + 4, little) <= (short ? 2 : 1);
    const place = fits ? at + 8 : reader.u32(at + 8, little);
    values.set(reader.u16(at, little), short ? reader.u16(place, little) : reader.u32(at + 8, little));
  }
  const width = values.get(WIDTH);
  const height = values.get(HEIGHT);
  if (width === undefined || height === undefined) throw new Damaged('the directory gives no width or no height');
  const held = ((values.get(BITS) ?? 1) / 8) * (values.get(SAMPLES) ?? 1);
  return { width, height, bytesPerPixel: held + RESULT_BYTES };
}

/** RGBA out of the decoder and the RGB made of it. */
const RESULT_BYTES = 7;
