import { Failure } from '../../../../../lib/contracts/failures';
import { backslash, closeBracket, comma, openBracket, quote } from '../../json-bytes';
import { type NumberDatatype, numberTypes } from '../datatype';
import { Turns } from '../turns';
import { type ElementList, endOfString, isSpace } from './json-document';
import { jsonBigInt, jsonNumber } from './json-number';

/** Such a string is read in one piece, which holds up everybody else; a picture in base64 has nothing to escape. */
const maxEscapedBytes = 8 * 1_048_576;

export interface ListPlan {
  readonly list: ElementList;
  /** How many elements the shape announces. */
  readonly count: number;
  /** The tensor, for messages. */
  readonly tensor: string;
}

/**
 * The numbers of a list, flat or nested, as the bytes of a tensor.
 *
 * @throws Failure request-malformed when they are not exactly `count` numbers that fit the type
 */
export async function readNumbers(bytes: Buffer, plan: ListPlan, datatype: NumberDatatype): Promise<Uint8Array> {
  const { type, bytes: size } = numberTypes[datatype];
  if (datatype === 'FP16') return refuse(plan, 'FP16, which JSON cannot carry: send it as binary data');
  const data = new Uint8Array(plan.count * size);
  const put = writers[type](data);
  await eachElement(bytes, plan, (place, start, end) => {
    if (!put(place, bytes, start, end)) {
      refuse(plan, `${bytes.toString('latin1', start, Math.min(end, start + 40))}, which is no ${datatype}`);
    }
  });
  return data;
}

/** The strings of a list, flat or nested, as bytes; those without escapes are views into the request. */
export async function readStrings(bytes: Buffer, plan: ListPlan): Promise<Uint8Array[]> {
  const strings: Uint8Array[] = [];
  await eachElement(bytes, plan, (_, start, end) => {
    if (bytes[start] !== quote) refuse(plan, 'an element that is no string');
    const inner = bytes.subarray(start + 1, end - 1);
    if (!inner.includes(backslash)) {
      strings.push(inner);
      return;
    }
    if (inner.length > maxEscapedBytes) refuse(plan, `a string with escapes of more than ${maxEscapedBytes} bytes`);
    strings.push(unescaped(bytes.toString('utf8', start, end), plan));
  });
  return strings;
}

function unescaped(text: string, plan: ListPlan): Buffer {
  try {
    return Buffer.from(JSON.parse(text) as string);
  } catch {
    return refuse(plan, 'a string that is no JSON');
  }
}

type Put = (place: number, bytes: Buffer, start: number, end: number) => boolean;

const writers = {
  bool: (data: Uint8Array) => bools(data),
  uint8: (data: Uint8Array) => wholes(new Uint8Array(data.buffer), 0, 255),
  uint16: (data: Uint8Array) => wholes(new Uint16Array(data.buffer), 0, 65_535),
  uint32: (data: Uint8Array) => wholes(new Uint32Array(data.buffer), 0, 2 ** 32 - 1),
  int8: (data: Uint8Array) => wholes(new Int8Array(data.buffer), -128, 127),
  int16: (data: Uint8Array) => wholes(new Int16Array(data.buffer), -32_768, 32_767),
  int32: (data: Uint8Array) => wholes(new Int32Array(data.buffer), -(2 ** 31), 2 ** 31 - 1),
  uint64: (data: Uint8Array) => bigWholes(new BigUint64Array(data.buffer), numberTypes.UINT64.whole),
  int64: (data: Uint8Array) => bigWholes(new BigInt64Array(data.buffer), numberTypes.INT64.whole),
  float32: (data: Uint8Array) => floats(new Float32Array(data.buffer)),
  float64: (data: Uint8Array) => floats(new Float64Array(data.buffer)),
  float16: (): Put => () => false,
} satisfies Record<string, (data: Uint8Array) => Put>;

function bools(data: Uint8Array): Put {
  return (place, bytes, start, end) => {
    const word = bytes.toString('latin1', start, Math.min(end, start + 6));
    if (word !== 'true' && word !== 'false' && word !== '1' && word !== '0') return false;
    data[place] = word === 'true' || word === '1' ? 1 : 0;
    return true;
  };
}

function wholes(data: { [place: number]: number }, min: number, max: number): Put {
  return (place, bytes, start, end) => {
    const value = jsonNumber(bytes, start, end);
    data[place] = value;
    return Number.isInteger(value) && value >= min && value <= max;
  };
}

function bigWholes(data: BigInt64Array | BigUint64Array, [min, max]: readonly [bigint, bigint]): Put {
  return (place, bytes, start, end) => {
    const value = jsonBigInt(bytes, start, end);
    if (value === undefined || value < min || value > max) return false;
    data[place] = value;
    return true;
  };
}

function floats(data: Float32Array | Float64Array): Put {
  return (place, bytes, start, end) => {
    const value = jsonNumber(bytes, start, end);
    data[place] = value;
    return Number.isFinite(data[place]);
  };
}

/** Visits the elements in pieces; how they are nested does not matter, their number does. */
async function eachElement(
  bytes: Buffer,
  plan: ListPlan,
  visit: (place: number, start: number, end: number) => void,
): Promise<void> {
  const turns = new Turns();
  const { list, count } = plan;
  let found = 0;
  // What came last decides what may follow: a value after a comma or an opening bracket only.
  let last: 'open' | 'comma' | 'value' = 'open';
  for (let place = list.start, steps = 0; place < list.end; place += 1) {
    steps += 1;
    if ((steps & 0xfff) === 0 && turns.over) await turns.next();
    const byte = bytes[place];
    if (isSpace(byte)) continue;
    if (byte === comma) {
      if (last !== 'value') refuse(plan, 'a comma without a value before it');
      last = 'comma';
    } else if (byte === closeBracket) {
      if (last === 'comma') refuse(plan, 'a comma without a value after it');
      last = 'value';
    } else {
      if (last === 'value') refuse(plan, 'two values without a comma between them');
      if (byte === openBracket) {
        last = 'open';
        continue;
      }
      const end = byte === quote ? endOfString(bytes, place) + 1 : endOfWord(bytes, place, list.end);
      if (found === count) refuse(plan, `more than the ${count} elements of its shape`);
      visit(found, place, end);
      found += 1;
      place = end - 1;
      last = 'value';
    }
  }
  if (found !== count) refuse(plan, `${found} elements; its shape has ${count}`);
}

function endOfWord(bytes: Buffer, start: number, limit: number): number {
  let end = start + 1;
  while (end < limit) {
    const byte = bytes[end];
    if (byte === comma || byte === closeBracket || byte === quote || byte === openBracket || isSpace(byte)) break;
    end += 1;
  }
  return end;
}

function refuse({ tensor }: ListPlan, found: string): never {
  throw new Failure('request-malformed', `The data of ${tensor} holds ${found}.`);
}
