import { Failure } from '../../../../../lib/contracts/failures';
import { type Datatype, type NumberDatatype, numberTypes } from '../datatype';
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
  const data = Buffer.alloc(count * size);
  const reader = new WireReader(wire);
  const read = datatype.startsWith('INT') ? signed64 : unsigned64;
  const put = writerOf(size);
  const turns = new Turns();
  for (let place = 0; place < count; place += 1) {
    if ((place & 0xfff) === 0 && turns.over) await turns.next();
    const value = reader.atEnd ? undefined : next(reader, read, tensor);
    if (value === undefined) return refuse(tensor, `${place} elements; its shape has ${count}`);
    if (value < whole[0] || value > whole[1]) return refuse(tensor, `${value}, which is no ${datatype}`);
    put(data, value, place * size);
  }
  return reader.atEnd ? data : refuse(tensor, `more than the ${count} elements of its shape`);
}

function next(reader: WireReader, read: typeof signed64, tensor: string): number | bigint {
  try {
    return read(reader.varint());
  } catch (error) {
    return refuse(tensor, error instanceof BrokenMessage ? error.message : String(error));
  }
}

type Put = (data: Buffer, value: number | bigint, place: number) => void;

/** Negative numbers are written as their two's complement, so no type needs a writer of its own. */
function writerOf(size: number): Put {
  if (size === 8) return (data, value, place) => data.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), place);
  if (size === 4) return (data, value, place) => data.writeUInt32LE(Number(value) >>> 0, place);
  if (size === 2) return (data, value, place) => data.writeUInt16LE(Number(value) & 0xffff, place);
  return (data, value, place) => data.writeUInt8(Number(value) & 0xff, place);
}

function refuse(tensor: string, found: string): never {
  throw new Failure('request-malformed', `The contents of ${tensor} hold ${found}.`);
}
