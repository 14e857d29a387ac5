import { type ByteReader, Damaged } from '../../../../lib/contracts/byte-reader';
import type { ImageHeader } from './image-header';

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Well-formed files have a few dozen boxes in all. */
const MAX_BOXES = 4096;

/**
 * AVIF (ISO/IEC 23008-12): sizes are `ispe` properties in meta/iprp/ipco, one for each item (colour, alpha, tiles, the
 * whole). The largest is taken, so a file that hides a large picture behind a small one is judged by the large one.
 */
export function readAvifHeader(reader: ByteReader): Omit<ImageHeader, 'format'> {
  const budget = { boxes: MAX_BOXES };
  const meta = find(reader, 'meta', 0, reader.length, budget);
  const iprp = find(reader, 'iprp', meta.start + 4, meta.end, budget);
  const ipco = find(reader, 'ipco', iprp.start, iprp.end, budget);
  let largest = { width: 0, height: 0 };
  for (const box of boxes(reader, ipco.start, ipco.end, budget)) {
    if (box.type !== 'ispe') continue;
    const size = { width: reader.u32(box.start + 4), height: reader.u32(box.start + 8) };
    if (size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

function find(reader: ByteReader, type: string, start: number, end: number, budget: { boxes: number }): Box {
  for (const box of boxes(reader, start, end, budget)) {
    if (box.type === type) return box;
  }
  throw new Damaged(`the ${type} box is missing`);
}

function* boxes(reader: ByteReader, start: number, end: number, budget: { boxes: number }): Generator<Box> {
  let at = start;
  while (at + 8 <= end) {
    if (budget.boxes-- === 0) throw new Damaged('the header has too many boxes');
    const size = reader.u32(at);
    const long = size === 1;
    const bytes = long ? reader.u32(at + 8) * 2 ** 32 + reader.u32(at + 12) : size === 0 ? end - at : size;
    const head = long ? 16 : 8;
    if (bytes < head || at + bytes > end) throw new Damaged('a box is larger than what holds it');
    yield { type: reader.text(at + 4, 4), start: at + head, end: at + bytes };
    at += bytes;
  }
}
