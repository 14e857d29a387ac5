import { closeSync, existsSync, openSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { tarEnd, tarHeader, tarPadding } from '../../contracts/tar';

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

/**
 * Writes the files as a tar archive (ustar). The same files give the same bytes on any machine and at any time, so that
 * nothing is deployed again that did not change.
 */
export function writeArchive(files: readonly ModelFile[], to: string): void {
  const archive = openSync(to, 'w');
  try {
    for (const file of files) {
      writeSync(archive, tarHeader(file));
      copy(file, archive);
    }
    writeSync(archive, tarEnd);
  } finally {
    closeSync(archive);
  }
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
  writeSync(archive, tarPadding(bytes));
}
