import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const block = 512;
/** No header of names is longer; what is would only fill the memory. */
const longestNames = 1024 * 1024;

interface Entry {
  readonly name: string;
  readonly size: number;
  /** `0` a file; `x` and `L` announce the name of the next entry; others are links, folders and devices. */
  readonly type: string;
}

/**
 * Unpacks the plain files of a tar archive (ustar, pax or GNU) into a folder; links and devices are left out.
 *
 * @throws Error when the archive is damaged, ends early, or names a place outside the folder
 */
export async function unpackTar(bytes: AsyncIterable<Buffer>, folder: string): Promise<void> {
  const input = new Pieces(bytes);
  let announced: string | undefined;
  for (;;) {
    const header = await input.take(block);
    // Archives end with empty blocks; some writers leave them out.
    if (!header || header.every((byte) => byte === 0)) return await input.drain();
    const entry = read(header);
    if (entry.type === 'x' || entry.type === 'L') {
      if (entry.size > longestNames) throw new Error('the archive is damaged: a name is too long');
      announced = nameIn(entry.type, await input.content(entry.size)) ?? announced;
      continue;
    }
    const name = announced ?? entry.name;
    announced = undefined;
    if (entry.type === '0') await write(input, { ...entry, name }, folder);
    else await input.pass(entry.size);
  }
}

async function write(input: Pieces, { name, size }: Entry, folder: string): Promise<void> {
  const parts = name.split('/').filter((part) => part !== '.' && part !== '');
  if (name.startsWith('/') || name.includes('\0') || parts.length === 0 || parts.includes('..')) {
    throw new Error(`the archive names a place outside its folder: ${name.slice(0, 200)}`);
  }
  const path = join(folder, ...parts);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'w', 0o600);
  try {
    await input.pass(size, file);
  } finally {
    await file.close();
  }
}

function read(header: Buffer): Entry {
  const text = (start: number, length: number) => header.toString('utf8', start, start + length).split('\0')[0];
  const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 32 : byte), 0);
  if (Number.parseInt(text(148, 8), 8) !== sum)
    throw new Error('the archive is damaged: a header has another checksum');
  // Above 8 GiB sizes are binary, with the first bit set; no model here is that large.
  const size = Number.parseInt(text(124, 12).trim() || '0', 8);
  if (!Number.isSafeInteger(size) || header[124] & 0x80) throw new Error('the archive holds a file of unknown size');
  const prefix = text(257, 5) === 'ustar' && text(257, 8) !== 'ustar  ' ? text(345, 155) : '';
  const type = text(156, 1) || '0';
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, size, type };
}

/** The name that a pax header (`27 path=...`) or a GNU long name announces for the entry after it. */
function nameIn(type: string, content: Buffer): string | undefined {
  if (type === 'L') return content.toString('utf8').split('\0')[0];
  for (let rest = content; rest.length > 0; ) {
    const length = Number.parseInt(rest.toString('latin1', 0, 12), 10);
    if (!(length > 0 && length <= rest.length)) throw new Error('the archive is damaged: a header of names is cut off');
    const [, path] = /^\d+ path=([\s\S]*)\n$/.exec(rest.toString('utf8', 0, length)) ?? [];
    if (path !== undefined) return path;
    rest = rest.subarray(length);
  }
  return undefined;
}

/** Bytes that come in pieces of any size, taken in pieces of the size that is needed. */
class Pieces {
  private readonly source: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Buffer>) {
    this.source = bytes[Symbol.asyncIterator]();
  }

  /** Exactly so many bytes; nothing where the input ends before the first. */
  async take(length: number): Promise<Buffer | undefined> {
    while (this.rest.length < length) {
      const next = await this.source.next();
      if (next.done && this.rest.length === 0) return undefined;
      if (next.done) throw new Error('the archive ends early');
      this.rest = Buffer.concat([this.rest, next.value]);
    }
    const taken = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return taken;
  }

  /** The content of an entry, without what fills its last block up. */
  async content(size: number): Promise<Buffer> {
    const padded = await this.take(Math.ceil(size / block) * block);
    if (!padded && size > 0) throw new Error('the archive ends early');
    return (padded ?? Buffer.alloc(0)).subarray(0, size);
  }

  /** Passes over the content of an entry, into a file where one is given. */
  async pass(size: number, file?: FileHandle): Promise<void> {
    const end = Math.ceil(size / block) * block;
    for (let at = 0; at < end; ) {
      if (this.rest.length === 0) {
        const next = await this.source.next();
        if (next.done) throw new Error('the archive ends early');
        this.rest = next.value;
      }
      const piece = this.rest.subarray(0, end - at);
      const within = piece.subarray(0, Math.max(0, size - at));
      if (file && within.length > 0) await file.writeFile(within);
      this.rest = this.rest.subarray(piece.length);
      at += piece.length;
    }
  }

  /** Reads to the end, so that whatever checks the whole input has seen it. */
  async drain(): Promise<void> {
    while (!(await this.source.next()).done);
  }
}
