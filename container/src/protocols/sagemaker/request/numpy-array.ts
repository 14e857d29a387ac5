import { Failure } from '../../../../../lib/contracts/failures';

export interface NumpyArray {
  /** An element type of ONNX Runtime. */
  readonly type: string;
  readonly shape: readonly number[];
  /** Row-major, little-endian. */
  readonly data: Buffer;
}

const types: Readonly<Record<string, [type: string, bytes: number]>> = {
  '|u1': ['uint8', 1],
  '|i1': ['int8', 1],
  '<f4': ['float32', 4],
  '<f8': ['float64', 8],
  '<f2': ['float16', 2],
  '<i4': ['int32', 4],
  '<i8': ['int64', 8],
};
const magic = Buffer.from('\x93NUMPY', 'latin1');
const mostDimensions = 8;

/**
 * Reads the .npy format, versions 1 to 3: a header in Python's notation, then the elements.
 *
 * @throws Failure request-malformed that says what is wrong
 */
export function readNumpy(body: Buffer): NumpyArray {
  if (body.length < 12 || !body.subarray(0, 6).equals(magic)) refuse('it is not in the .npy format');
  const wide = body[6] >= 2;
  const start = wide ? 12 : 10;
  const end = start + (wide ? body.readUInt32LE(8) : body.readUInt16LE(8));
  if (end > body.length || end > 65_536) refuse('its header is cut short');
  const header = body.toString('latin1', start, end);
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1] ?? '';
  const known = Object.hasOwn(types, descr)
    ? types[descr]
    : refuse(`its elements are of the type ${descr.slice(0, 20)}`);
  if (!/'fortran_order'\s*:\s*False/.test(header)) refuse('it is not in C order');
  const shape = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(header)?.[1].match(/\d+/g)?.map(Number) ?? [];
  if (shape.length === 0 || shape.length > mostDimensions) refuse('its shape is not that of a picture or tensor');
  const bytes = shape.reduce((product, dimension) => product * dimension, known[1]);
  const data = body.subarray(end);
  if (bytes !== data.length || bytes === 0) refuse(`its shape wants ${bytes} bytes of elements, it has ${data.length}`);
  return { type: known[0], shape, data };
}

function refuse(reason: string): never {
  throw new Failure('request-malformed', `The array cannot be read: ${reason}.`);
}
