import type { NamedTensor } from '../scheduler/slot';
import { type ElementType, elementArrays } from './element-types';
import { Tensor } from './runtime';

/** A tensor of the runtime from its bytes; they are copied, because a message's bytes may start at any address. */
export function toRuntimeTensor({ name, type, dims, data }: NamedTensor): Tensor {
  if (!Object.hasOwn(elementArrays, type)) throw new Error(`input ${name} is of type ${type}, which cannot be fed`);
  const { buffer } = Uint8Array.from(data);
  return new Tensor(type as 'float32', new elementArrays[type as 'float32'](buffer), [...dims]);
}

/** The bytes of an output; copies, because the runtime may use its output memory again in the next run. */
export function fromRuntimeTensor(name: string, { type, dims, data }: Tensor): NamedTensor {
  if (!ArrayBuffer.isView(data)) throw new Error(`output ${name} is of type ${type}, which has no plain bytes`);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, type: type satisfies string as ElementType, dims, data: Uint8Array.from(bytes) };
}
