import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type TinyModelOptions, writeTinyModel } from '../../container/tiny-model';

const block = 512;

/** A `model.tar.gz` as SageMaker takes it: files at its root. */
export function modelArchive(files: Readonly<Record<string, Buffer>>): Buffer {
  const entries = Object.entries(files).flatMap(([name, content]) => [
    header(name, content.length),
    content,
    Buffer.alloc((block - (content.length % block)) % block),
  ]);
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * block)]), { level: 1 });
}

/** The archive of a tiny classifier. */
export function tinyArchive(options: TinyModelOptions = {}): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-archive-'));
  writeTinyModel(folder, options);
  const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]);
  rmSync(folder, { recursive: true });
  return modelArchive(Object.fromEntries(files));
}

function header(name: string, size: number): Buffer {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, length: number) => value.toString(8).padStart(length - 1, '0');
  bytes.write(name, 0);
  bytes.write(octal(0o644, 8), 100);
  bytes.write(octal(0, 8), 108);
  bytes.write(octal(0, 8), 116);
  bytes.write(octal(size, 12), 124);
  bytes.write(octal(0, 12), 136);
  bytes.write('        0', 148);
  bytes.write('ustar\u000000', 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${octal(sum, 7)}\0 `, 148);
  return bytes;
}
