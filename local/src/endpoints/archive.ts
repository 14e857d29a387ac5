import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const inflate = promisify(gunzip);
const block = 512;
/** An archive that would fill more than this is refused. */
const mostBytes = 4 * 2 ** 30;

/**
 * Unpacks the plain files of a tar archive, compressed or not, into a folder; links and devices are left out.
 *
 * @throws Error when the archive is damaged or names a place outside the folder
 */
export async function unpack(archive: Buffer, folder: string): Promise<void> {
  const packed = archive[0] === 0x1f && archive[1] === 0x8b;
  const bytes = packed ? await inflate(archive, { maxOutputLength: mostBytes }) : archive;
  await mkdir(folder, { recursive: true });
  let announced: string | undefined;
  for (let at = 0; at + block <= bytes.length; ) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return;
    const { name, size, type } = read(header);
    const content = bytes.subarray(at + block, at + block + size);
    if (content.length < size) throw new Error('the archive ends early');
    if (type === 'x' || type === 'L') announced = announcedName(type, content) ?? announced;
    else {
      if (type === '0') await write(folder, announced ?? name, content);
      announced = undefined;
    }
    at += block + Math.ceil(size / block) * block;
  }
}

async function write(folder: string, name: string, content: Buffer): Promise<void> {
  const parts = name.split('/').filter((part) => part !== '.' && part !== '');
  if (name.startsWith('/') || name.includes('\0') || parts.length === 0 || parts.includes('..')) {
    throw new Error(`the archive names a place outside its folder: ${name.slice(0, 200)}`);
  }
  const path = join(folder, ...parts);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

function read(header: Buffer): { name: string; size: number; type: string } {
  const text = (start: number, length: number) => header.toString('utf8', start, start + length).split('\0')[0];
  const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 32 : byte), 0);
  const size = Number.parseInt(text(124, 12).trim() || '0', 8);
  if (Number.parseInt(text(148, 8), 8) !== sum || !Number.isSafeInteger(size) || size < 0) {
    throw new Error('it is no tar archive, or a damaged one');
  }
  const prefix = text(257, 6) === 'ustar' ? text(345, 155) : '';
  return { name: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`, size, type: text(156, 1) || '0' };
}

/** The name that a pax header (`27 path=...`) or a GNU long name gives to the entry after it. */
function announcedName(type: string, content: Buffer): string | undefined {
  const text = content.toString('utf8');
  return type === 'L' ? text.split('\0')[0] : /^\d+ path=(.*)$/m.exec(text)?.[1];
}
