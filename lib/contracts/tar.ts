/** Archives of models (tar, in the form ustar), as they are packed at synth and while a stack is deployed. */
export const tarBlock = 512;

/** What follows the last file. */
export const tarEnd = Buffer.alloc(2 * tarBlock);

/** What follows the bytes of a file, so that the next begins at a block. */
export const tarPadding = (bytes: number): Buffer => Buffer.alloc((tarBlock - (bytes % tarBlock)) % tarBlock);

/** Whether a header has room for a path: 100 bytes, or 155 before one of its slashes and 100 after it. */
export function fitsTar(path: string): boolean {
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

/** The same for the same file on any machine at any time: of nobody, of 1970, readable by all. */
export function tarHeader({ path, bytes }: { readonly path: string; readonly bytes: number }): Buffer {
  const { name, prefix } = split(path) ?? { name: path, prefix: '' };
  const written = Buffer.alloc(tarBlock);
  written.write(name, 0);
  written.write('0000644\0', 100);
  written.write('0000000\0', 108);
  written.write('0000000\0', 116);
  written.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  written.write('00000000000\0', 136);
  written.write('        0', 148);
  written.write('ustar\x0000', 257);
  written.write(prefix, 345);
  written.write(`${tarSum(written).toString(8).padStart(6, '0')}\0 `, 148);
  return written;
}

/** The checksum of a header, for which the checksum in it counts as blanks. */
export function tarSum(header: Buffer): number {
  return header.reduce((sum, byte, place) => sum + (place >= 148 && place < 156 ? 0x20 : byte), 0);
}
