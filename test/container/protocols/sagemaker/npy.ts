/** Writes an array in the .npy format, version 1. */
export function npy(descr: string, shape: readonly number[], data: Uint8Array, order = 'False'): Buffer {
  const fields = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape.join(', ')},), }`;
  const length = Math.ceil((10 + fields.length + 1) / 64) * 64 - 10;
  const head = Buffer.alloc(10);
  head.write('\x93NUMPY', 'latin1');
  head[6] = 1;
  head.writeUInt16LE(length, 8);
  return Buffer.concat([head, Buffer.from(`${fields.padEnd(length - 1)}\n`), data]);
}
