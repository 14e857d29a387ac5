import { crc32 } from 'node:zlib';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';
import { mostModelBytes } from '../../lib/contracts/custom-resources/model-archive';
import { fitsTar, tarEnd, tarHeader, tarPadding } from '../../lib/contracts/tar';
import type { PackedFile } from './tar-reader';

/** Several lots of files as one; each lies in its folder, which is empty or ends in a slash. */
export async function* tarOf(
  lots: readonly { readonly folder: string; readonly files: AsyncIterable<PackedFile> }[],
): AsyncGenerator<Buffer> {
  const names = new Set<string>();
  let total = 0;
  for (const { folder, files } of lots) {
    for await (const { path: inner, bytes, content } of files) {
      const path = `${folder}${inner}`;
      requireName(path, names);
      total += bytes;
      if (total > mostModelBytes) {
        const words = `With ${path} it has ${total} bytes; the limit is ${mostModelBytes}.`;
        throw new DeploymentFailure('archive-too-large', words);
      }
      yield tarHeader({ path, bytes });
      yield* content;
      yield tarPadding(bytes);
    }
  }
  if (names.size === 0) throw new DeploymentFailure('archive-missing', 'The archive holds no file.');
  yield tarEnd;
}

function requireName(path: string, names: Set<string>): void {
  const refuse = (words: string) => new DeploymentFailure('archive-name', `${JSON.stringify(path)} ${words}.`);
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) throw refuse('leads elsewhere');
  if (!fitsTar(path)) throw refuse('is too long');
  if (names.has(path)) throw refuse('is there twice');
  names.add(path);
}

/** The most bytes that a block of deflate holds as they are. */
const mostStored = 65_535;

/**
 * A gzip of blocks that are stored as they are.
 *
 * Weights hardly become smaller (the demo model: 92 % of its size at any level), but deflating them takes a second of a CPU for
 * 40 MB, and which bytes come out depends on the version of zlib and on the processor. Stored, they are the same on any machine,
 * and instances unpack them faster. docs/custom-resources.md has what was measured.
 */
export async function* storedGzip(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
  let [sum, length] = [0, 0];
  for await (const block of blocksOf(input)) {
    sum = crc32(block, sum);
    length += block.length;
    yield blockHeader(block.length, false);
    yield block;
  }
  yield blockHeader(0, true);
  const end = Buffer.alloc(8);
  end.writeUInt32LE(sum, 0);
  end.writeUInt32LE(length % 2 ** 32, 4);
  yield end;
}

function blockHeader(length: number, last: boolean): Buffer {
  const header = Buffer.from([last ? 1 : 0, 0, 0, 0, 0]);
  header.writeUInt16LE(length, 1);
  header.writeUInt16LE(length ^ 0xffff, 3);
  return header;
}

/** Blocks of one size, whatever the size of what comes in: the network must leave no trace in the bytes. */
async function* blocksOf(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafe(mostStored);
  let filled = 0;
  for await (const chunk of input) {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(block, filled, at);
      at += copied;
      filled += copied;
      if (filled < mostStored) continue;
      yield block;
      block = Buffer.allocUnsafe(mostStored);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
