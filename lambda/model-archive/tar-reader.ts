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
  for (;;) {
    const header = await input.take(tarBlock);
    if (header.every((byte) => byte === 0)) return;
    const { path, bytes, type } = read(header);
    if (type === '5') continue;
    if (type !== '0' && type !== '\0') throw damaged(`${path} is no plain file, but of type ${type}.`);
    yield { path, bytes, content: input.chunks(bytes) };
    await input.take(tarPadding(bytes).length);
  }
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
