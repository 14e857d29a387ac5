import type { NamedTensor } from '../scheduler/slot';
import { Tensor } from './runtime';

const views = {
  bool: Uint8Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;
type ElementType = keyof typeof views;

/** A tensor of the runtime from its bytes; they are copied, because a message's bytes may start at any address. */
export function toRuntimeTensor({ name, type, dims, data }: NamedTensor): Tensor {
  if (!Object.hasOwn(views, type)) throw new Error(`input ${name} is of type ${type}, which cannot be fed`);
  const { buffer } = Uint8Array.from(data);
  return new Tensor(type as 'float32', new views[type as 'float32'](buffer), [...dims]);
}

/** The bytes of an output; copies, because the runtime may use its output memory again in the next run. */
export function fromRuntimeTensor(name: string, { type, dims, data }: Tensor): NamedTensor {
  if (!ArrayBuffer.isView(data)) throw new Error(`output ${name} is of type ${type}, which has no plain bytes`);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, type: type satisfies string as ElementType, dims, data: Uint8Array.from(bytes) };
}
