import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';
import { tarBlock, tarPadding, tarSum } from '../../lib/contracts/tar';

/** A file of an archive; its bytes must be read before the next file is asked for. */
export interface PackedFile {
  readonly path: string;
  readonly bytes: number;
  readonly content: AsyncIterable<Buffer>;
}

const damaged = (words: string) => new DeploymentFailure('archive-unreadable', words);

/** The files of a tar archive, one after the other, in constant memory. */
export async function* filesOfTar(archive: AsyncIterable<Buffer>): AsyncGenerator<PackedFile> {
  const input = new Input(archive);
  let said: Said = {};
  for (;;) {
    const header = await input.take(tarBlock);
    // What follows is read too: a stream that is not read to its end says neither that it is damaged nor lets go of anything.
    if (header.every((byte) => byte === 0)) return input.drain();
    const { type, ...entry } = { ...read(header), ...said };
    if (type in extensions) {
      const { bytes } = read(header);
      if (bytes > mostSaid) throw damaged(`What is said of a file has ${bytes} bytes.`);
      said = { ...said, ...extensions[type](await input.take(bytes)) };
      await input.take(tarPadding(bytes).length);
      continue;
    }
    said = {};
    const { path, bytes } = entry;
    if (type === '5') continue;
    if (type !== '0' && type !== '\0') throw damaged(`${path} is no plain file, but of type ${type}.`);
    yield { path, bytes, content: input.chunks(bytes) };
    await input.take(tarPadding(bytes).length);
  }
}

/** What an entry says of the one after it, where the header has no room: the tar of Python does so with every file. */
interface Said {
  readonly path?: string;
  readonly bytes?: number;
}

const mostSaid = 1024 ** 2;

/** By the type of the entry: records of POSIX (pax), for one file or for all, which say nothing of use; a long name of GNU. */
const extensions: Readonly<Record<string, (content: Buffer) => Said>> = {
  x: (content) => paxRecords(content),
  g: () => ({}),
  L: (content) => ({ path: content.toString('utf8').replace(/\0.*$/s, '') }),
};

/** Each is `{length} {name}={value}` and a line end, where the length counts itself. */
function paxRecords(content: Buffer): Said {
  const said: Record<string, string> = {};
  for (let at = 0; at < content.length; ) {
    const length = Number.parseInt(content.toString('latin1', at, at + 10), 10);
    const [, name, value] = /^\d+ ([^=]+)=(.*)\n$/s.exec(content.toString('utf8', at, at + length)) ?? [];
    if (name === undefined || value === undefined) throw damaged('What is said of a file cannot be read.');
    said[name] = value;
    at += length;
  }
  const { path, size } = said;
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw damaged(`The size ${size} cannot be read.`);
  return { ...(path !== undefined && { path }), ...(size !== undefined && { bytes: Number(size) }) };
}

function read(header: Buffer): { path: string; bytes: number; type: string } {
  const text = (at: number, length: number) => header.toString('utf8', at, at + length).replace(/\0.*$/s, '');
  const octal = (at: number, length: number) => {
    const digits = text(at, length).trim();
    return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  };
  if (octal(148, 8) !== tarSum(header)) throw damaged('The checksum of a header is wrong.');
  const bytes = octal(124, 12);
  const [name, prefix] = [text(0, 100), text(257, 5) === 'ustar' ? text(345, 155) : ''];
  if (!Number.isSafeInteger(bytes)) throw damaged(`The size of ${name} cannot be read.`);
  return { path: prefix === '' ? name : `${prefix}/${name}`, bytes, type: String.fromCharCode(header[156]) };
}

/** A stream of which so many bytes are taken at a time. */
class Input {
  private readonly chunksLeft: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunksLeft = stream[Symbol.asyncIterator]();
  }

  async take(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const chunk of this.chunks(bytes)) parts.push(chunk);
    return Buffer.concat(parts);
  }

  async drain(): Promise<void> {
    while (!(await this.chunksLeft.next()).done);
  }

  async *chunks(bytes: number): AsyncGenerator<Buffer> {
    for (let left = bytes; left > 0; ) {
      if (this.rest.length === 0) {
        const { value, done } = await this.chunksLeft.next();
        if (done) throw damaged('It is cut off.');
        this.rest = value;
      }
      const part = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }
}
