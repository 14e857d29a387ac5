import type { ByteReader } from '../byte-reader';
import type { ImageHeader } from '../header';
import { readJpegLayout } from '../jpeg-layout';

const RESULT_BYTES = 3;
const COEFFICIENT_BYTES = 2;

/** JPEG: everything that matters for admission stands before the first scan. */
export function readJpegHeader(reader: ByteReader): Omit<ImageHeader, 'format'> {
  const { width, height, orientation, heldWhole, samplesPerPixel } = readJpegLayout(reader, 'first scan');
  const results = orientation === 1 ? RESULT_BYTES : 2 * RESULT_BYTES;
  const coefficients = heldWhole ? samplesPerPixel * COEFFICIENT_BYTES : 0;
  return { width, height, bytesPerPixel: results + coefficients };
}
