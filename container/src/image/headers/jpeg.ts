import type { ByteReader } from '../../../../lib/contracts/byte-reader';
import { readJpegLayout } from '../jpeg/jpeg-layout';
import type { ImageHeader } from './image-header';

const RGB_BYTES = 3;
const INK_BYTES = 4;
const COEFFICIENT_BYTES = 2;

/** JPEG: everything that matters for admission stands before the first scan. */
export function readJpegHeader(reader: ByteReader): Omit<ImageHeader, 'format'> {
  const { width, height, components, heldWhole, samplesPerPixel } = readJpegLayout(reader, 'first scan');
  const results = RGB_BYTES + (components === 4 ? INK_BYTES : 0);
  const coefficients = heldWhole ? samplesPerPixel * COEFFICIENT_BYTES : 0;
  return { width, height, bytesPerPixel: results + coefficients };
}
