import { Turns } from '../../open-inference/turns';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
/** Deflate carries uncompressed bytes in blocks of at most so many (RFC 1951, section 3.2.4). */
const blockBytes = 65_535;
const blockHeadBytes = 5;
/** Bytes around the data of a chunk: its length, its type, its checksum (PNG specification, section 5.3). */
const frameBytes = 12;
const headerBytes = 13;
/** Bytes around the deflated data (RFC 1950). */
const zlibBytes = 6;

/** The bytes of `plainPng` for a picture of this size. */
export function plainPngBytes(width: number, height: number): number {
  return signature.length + frameBytes + headerBytes + frameBytes + deflatedBytes(width, height) + frameBytes;
}

/**
 * RGB pixels as a PNG without compression, so that they go the way of every picture. They are copied once, in pieces
 * between which other requests get their turn.
 */
export async function plainPng(pixels: Buffer, width: number, height: number): Promise<Buffer> {
  const png = Buffer.allocUnsafe(plainPngBytes(width, height));
  signature.copy(png);
  const header = openChunk(png, signature.length, 'IHDR', headerBytes);
  png.writeUInt32BE(width, header);
  png.writeUInt32BE(height, header + 4);
  png.set([8, 2, 0, 0, 0], header + 8);
  const deflated = closeChunk(png, header, headerBytes, crc(png, header - 4, header + headerBytes));
  const size = deflatedBytes(width, height);
  const data = openChunk(png, deflated, 'IDAT', size);
  const checksum = await writeDeflated(png, data, { pixels, stride: width * 3 });
  const end = openChunk(png, closeChunk(png, data, size, checksum), 'IEND', 0);
  closeChunk(png, end, 0, crc(png, end - 4, end));
  return png;
}

function deflatedBytes(width: number, height: number): number {
  const bytes = height * (width * 3 + 1);
  return bytes + blockHeadBytes * Math.max(1, Math.ceil(bytes / blockBytes)) + zlibBytes;
}

/** @returns where its data begins */
function openChunk(png: Buffer, place: number, type: string, bytes: number): number {
  png.writeUInt32BE(bytes, place);
  png.write(type, place + 4, 'latin1');
  return place + 8;
}

/** @returns where the next chunk begins */
function closeChunk(png: Buffer, data: number, bytes: number, checksum: number): number {
  png.writeUInt32BE(~checksum >>> 0, data + bytes);
  return data + bytes + 4;
}

/**
 * The rows, each after a byte that says it is not filtered, in blocks of deflate without compression.
 *
 * @returns the checksum of the chunk so far
 */
async function writeDeflated(
  png: Buffer,
  data: number,
  { pixels, stride }: { readonly pixels: Buffer; readonly stride: number },
): Promise<number> {
  const turns = new Turns();
  const total = (pixels.length / stride) * (stride + 1);
  png.set([0x78, 0x01], data);
  let checksum = crc(png, data - 4, data + 2);
  let place = data + 2;
  let [one, two] = [1, 0];
  for (let done = 0; done < total; done += blockBytes) {
    if (turns.over) await turns.next();
    const size = Math.min(blockBytes, total - done);
    png[place] = done + size === total ? 1 : 0;
    png.writeUInt16LE(size, place + 1);
    png.writeUInt16LE(size ^ 0xffff, place + 3);
    const start = place + blockHeadBytes;
    copyRows(png, start, { pixels, stride, from: done, size });
    [one, two] = adler(png, start, start + size, one, two);
    checksum = crc(png, place, start + size, checksum);
    place = start + size;
  }
  png.writeUInt32BE(((two << 16) | one) >>> 0, place);
  return crc(png, place, place + 4, checksum);
}

/** Bytes `from` up to `from + size` of the rows with their filter bytes. */
function copyRows(
  png: Buffer,
  start: number,
  { pixels, stride, from, size }: { pixels: Buffer; stride: number; from: number; size: number },
): void {
  for (let done = 0; done < size; ) {
    const row = Math.floor((from + done) / (stride + 1));
    const column = (from + done) % (stride + 1);
    if (column === 0) {
      png[start + done] = 0;
      done += 1;
      continue;
    }
    const length = Math.min(stride + 1 - column, size - done);
    const first = row * stride + column - 1;
    pixels.copy(png, start + done, first, first + length);
    done += length;
  }
}

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 without its last inversion, so that it can go on (PNG specification, annex D). */
function crc(bytes: Buffer, start: number, end: number, before = -1): number {
  let value = before;
  for (let place = start; place < end; place += 1) value = table[(value ^ bytes[place]) & 0xff] ^ (value >>> 8);
  return value;
}

const adlerBase = 65_521;
/** So many bytes can be summed up before the sums have to be reduced (RFC 1950, section 9). */
const adlerRun = 5552;

function adler(bytes: Buffer, start: number, end: number, before: number, beforeTwo: number): [number, number] {
  let one = before;
  let two = beforeTwo;
  for (let run = start; run < end; run += adlerRun) {
    const stop = Math.min(end, run + adlerRun);
    for (let place = run; place < stop; place += 1) {
      one += bytes[place];
      two += one;
    }
    one %= adlerBase;
    two %= adlerBase;
  }
  return [one, two];
}
