import { Failure } from '../../../../lib/contracts/failures';
import type { ElementType } from '../../session/element-types';

interface NumberType {
  /** What ONNX Runtime calls it. */
  readonly type: ElementType;
  readonly bytes: number;
  /** Whole numbers only, from `min` to `max`. */
  readonly whole?: readonly [min: bigint, max: bigint];
}

const signed = (bytes: number): readonly [bigint, bigint] => {
  const half = 2n ** BigInt(bytes * 8 - 1);
  return [-half, half - 1n];
};
const unsigned = (bytes: number): readonly [bigint, bigint] => [0n, 2n ** BigInt(bytes * 8) - 1n];

/** The element types of the protocol that have a fixed size. */
export const numberTypes = {
  BOOL: { type: 'bool', bytes: 1, whole: [0n, 1n] },
  UINT8: { type: 'uint8', bytes: 1, whole: unsigned(1) },
  UINT16: { type: 'uint16', bytes: 2, whole: unsigned(2) },
  UINT32: { type: 'uint32', bytes: 4, whole: unsigned(4) },
  UINT64: { type: 'uint64', bytes: 8, whole: unsigned(8) },
  INT8: { type: 'int8', bytes: 1, whole: signed(1) },
  INT16: { type: 'int16', bytes: 2, whole: signed(2) },
  INT32: { type: 'int32', bytes: 4, whole: signed(4) },
  INT64: { type: 'int64', bytes: 8, whole: signed(8) },
  FP16: { type: 'float16', bytes: 2 },
  FP32: { type: 'float32', bytes: 4 },
  FP64: { type: 'float64', bytes: 8 },
} as const satisfies Record<string, NumberType>;

export type NumberDatatype = keyof typeof numberTypes;
/** BYTES elements are byte strings of any length: here, encoded pictures and classification strings. */
export type Datatype = NumberDatatype | 'BYTES';

/** @throws Failure request-malformed */
export function datatypeNamed(name: unknown, tensor: string): Datatype {
  if (name === 'BYTES' || (typeof name === 'string' && Object.hasOwn(numberTypes, name))) return name as Datatype;
  const known = [...Object.keys(numberTypes), 'BYTES'].join(', ');
  const received = typeof name === 'string' ? `"${name.slice(0, 40)}"` : typeof name;
  throw new Failure('request-malformed', `datatype of ${tensor}: expected one of ${known}, received ${received}.`);
}

const names = Object.fromEntries(Object.entries(numberTypes).map(([name, { type }]) => [type, name as Datatype]));

/** The protocol's name for an element type of ONNX Runtime; those it has no name for are BYTES, such as strings. */
export function datatypeOf(runtimeType: string): Datatype {
  return names[runtimeType] ?? 'BYTES';
}
