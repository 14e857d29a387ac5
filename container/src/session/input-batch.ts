import type { Tensor as PictureTensor } from '../preprocess';
import { Tensor } from './runtime';

type Data = PictureTensor['data'];

/**
 * Packs pictures into one input. The buffer is used again by the next batch, which is safe only because a session runs
 * one batch at a time.
 */
export class InputBatch {
  private buffer: Data = new Uint8Array(0);

  /** `size` pictures of room; places that no picture takes are zero. */
  pack(pictures: readonly PictureTensor[], size: number): Tensor {
    const { data, dims } = pictures[0];
    const odd = pictures.find((picture) => picture.dims.join() !== dims.join() || picture.data.length !== data.length);
    if (odd) throw new Error(`a batch needs pictures of one size, not ${dims.join('x')} and ${odd.dims.join('x')}`);
    // One picture needs no copy at all: the runtime reads its memory in place.
    if (size === 1) return asTensor(data, [1, ...dims]);
    const packed = this.room(data, data.length * size);
    for (const [place, picture] of pictures.entries()) packed.set(picture.data, place * data.length);
    packed.fill(0, data.length * pictures.length);
    return asTensor(packed, [size, ...dims]);
  }

  private room(like: Data, length: number): Data {
    const bytes = length * like.BYTES_PER_ELEMENT;
    if (this.buffer.BYTES_PER_ELEMENT !== like.BYTES_PER_ELEMENT || this.buffer.byteLength < bytes) {
      this.buffer = like instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
    }
    return this.buffer.subarray(0, length);
  }
}

function asTensor(data: Data, dims: number[]): Tensor {
  return data instanceof Uint8Array ? new Tensor('uint8', data, dims) : new Tensor('float32', data, dims);
}
