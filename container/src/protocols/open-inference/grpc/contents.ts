import { Failure } from '../../../../../lib/contracts/failures';
import { type Datatype, type NumberDatatype, numberTypes } from '../datatype';
import { viewOf } from '../http/response-body';
import type { Elements } from '../tensor';
import { Turns } from '../turns';
import type { contents } from './messages';
import type { MessageValue } from './protobuf-message';
import { BrokenMessage, signed64, unsigned64, WireReader } from './protobuf-wire';

type WholeDatatype = Exclude<NumberDatatype, 'FP16' | 'FP32' | 'FP64'>;
type Contents = MessageValue<typeof contents>;

/** The list that carries each type; half precision has none. */
const lists = {
  BOOL: 'bool_contents',
  INT8: 'int_contents',
  INT16: 'int_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
  UINT8: 'uint_contents',
  UINT16: 'uint_contents',
  UINT32: 'uint_contents',
  UINT64: 'uint64_contents',
  FP32: 'fp32_contents',
  FP64: 'fp64_contents',
} as const;

interface Announced {
  readonly tensor: string;
  readonly datatype: Datatype;
  readonly count: number;
  /** Called with the size of a tensor before it is built; may refuse by throwing. */
  readonly take: (bytes: number) => void;
}

/**
 * The elements of a tensor from the typed lists of gRPC.
 *
 * @throws Failure request-malformed
 */
export async function readContents(given: Contents | undefined, announced: Announced): Promise<Elements> {
  const { tensor, datatype, count, take } = announced;
  if (datatype === 'BYTES') {
    const strings = given?.bytes_contents ?? [];
    return strings.length === count
      ? { strings }
      : refuse(tensor, `${strings.length} elements; its shape has ${count}`);
  }
  if (datatype === 'FP16') return refuse(tensor, 'FP16, which only raw_input_contents can carry');
  const pieces = given?.[lists[datatype]] ?? [];
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const float = datatype === 'FP32' || datatype === 'FP64';
  const fits = float ? length === count * numberTypes[datatype].bytes : length >= count;
  if (!fits) return refuse(tensor, `${length} bytes in ${lists[datatype]}; its shape has ${count} elements`);
  take(count * numberTypes[datatype].bytes);
  const wire = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
  // On the wire of gRPC, floats are what they are in memory.
  return { numbers: float ? wire : await wholeNumbers(wire, announced) };
}

async function wholeNumbers(wire: Buffer, { tensor, datatype, count }: Announced): Promise<Uint8Array> {
  const { bytes: size, whole } = numberTypes[datatype as WholeDatatype];
  const data = new Uint8Array(count * size);
  const view = viewOf(datatype as WholeDatatype, data) as Int32Array | BigInt64Array;
  const [min, max] = size === 8 ? whole : whole.map(Number);
  const reader = new WireReader(wire);
  const read = datatype.startsWith('INT') ? signed64 : unsigned64;
  const turns = new Turns();
  for (let place = 0; place < count; place += 1) {
    if ((place & 0xfff) === 0 && turns.over) await turns.next();
    if (reader.atEnd) return refuse(tensor, `${place} elements; its shape has ${count}`);
    const value = next(reader, read, tensor);
    if (value < min || value > max) return refuse(tensor, `${value}, which is no ${datatype}`);
    view[place] = size === 8 ? BigInt(value) : value;
  }
  return reader.atEnd ? data : refuse(tensor, `more than the ${count} elements of its shape`);
}

function next(reader: WireReader, read: typeof signed64, tensor: string): number | bigint {
  // Most numbers are small, and one byte of them says so.
  const byte = reader.bytes[reader.place];
  if (byte < 0x80) {
    reader.place += 1;
    return byte;
  }
  try {
    return read(reader.varint());
  } catch (error) {
    return refuse(tensor, error instanceof BrokenMessage ? error.message : String(error));
  }
}

function refuse(tensor: string, found: string): never {
  throw new Failure('request-malformed', `The contents of ${tensor} hold ${found}.`);
}
