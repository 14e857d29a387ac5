import { closeSync, existsSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** A file of a model, by its path in the archive. */
export interface ModelFile {
  readonly path: string;
  readonly source: string;
  readonly bytes: number;
}

/** The files of a model: an .onnx file alone, or everything in a folder but what begins with a dot. */
export function modelFiles(place: string): ModelFile[] {
  if (!existsSync(place)) return [];
  const root = resolve(place);
  const name = basename(root);
  return statSync(root).isDirectory() ? within(root, name) : [{ path: name, source: root, bytes: statSync(root).size }];
}

function within(folder: string, prefix: string): ModelFile[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .sort()
    .flatMap((name) => {
      const [source, path] = [join(folder, name), `${prefix}/${name}`];
      const facts = statSync(source);
      if (facts.isDirectory()) return within(source, path);
      return facts.isFile() ? [{ path, source, bytes: facts.size }] : [];
    });
}

const block = 512;

/**
 * Writes the files as a tar archive (ustar). The same files give the same bytes on any machine and at any time, so that
 * nothing is deployed again that did not change.
 */
export function writeArchive(files: readonly ModelFile[], to: string): void {
  const archive = openSync(to, 'w');
  try {
    for (const file of files) {
      writeSync(archive, header(file));
      copy(file, archive);
    }
    writeSync(archive, Buffer.alloc(2 * block));
  } finally {
    closeSync(archive);
  }
}

/** Whether the archive has room for a path: 100 bytes, or 155 before one of its slashes and 100 after it. */
export function fitsArchive(path: string): boolean {
  return split(path) !== undefined;
}

function split(path: string): { name: string; prefix: string } | undefined {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' };
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100) return { name, prefix };
  }
  return undefined;
}

function header({ path, bytes }: ModelFile): Buffer {
  const { name, prefix } = split(path) ?? { name: path, prefix: '' };
  const written = Buffer.alloc(block);
  written.write(name, 0);
  written.write('0000644\0', 100);
  written.write('0000000\0', 108);
  written.write('0000000\0', 116);
  written.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  written.write('00000000000\0', 136);
  written.write('        0', 148);
  written.write('ustar\x0000', 257);
  written.write(prefix, 345);
  const sum = written.reduce((total, byte) => total + byte, 0);
  written.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return written;
}

function copy({ source, bytes }: ModelFile, archive: number): void {
  const file = openSync(source, 'r');
  const buffer = Buffer.alloc(1024 * 1024);
  try {
    for (let left = bytes; left > 0; ) {
      const read = readSync(file, buffer, 0, Math.min(left, buffer.length), null);
      if (read === 0) throw new Error(`${source} became shorter while it was read`);
      writeSync(archive, buffer, 0, read);
      left -= read;
    }
  } finally {
    closeSync(file);
  }
  writeSync(archive, Buffer.alloc((block - (bytes % block)) % block));
}
