import type { Pixels } from '../image/pixels';
import { resampleInJs } from './js-passes';
import { kernelFile } from './kernel-file';
import { planOf } from './plan';
import { KernelHolder } from './wasm-memory';
import { resampleInWasm } from './wasm-passes';
import { cut, type ResampleRequest, windowOf } from './window';

export type { Kernel } from './weights';
export type { ResampleRequest } from './window';

/** Resizes pictures exactly as Pillow's `Image.resize` does, enlarging and shrinking, every byte the same. */
export interface Resampler {
  readonly engine: 'wasm' | 'js';
  resample(pixels: Pixels, request: ResampleRequest): Pixels;
}

export interface ResamplerOptions {
  /** The compiled kernel, or false for plain JavaScript. @default - the built file; JavaScript where there is none */
  readonly wasm?: Uint8Array | false;
}

/** A resampler for one thread: it keeps its working memory from one picture to the next. */
export function createResampler({ wasm = kernelFile() }: ResamplerOptions = {}): Resampler {
  const holder = wasm ? new KernelHolder(wasm) : undefined;
  return {
    engine: holder ? 'wasm' : 'js',
    resample(pixels, request) {
      const window = windowOf(request);
      if (pixels.width === request.width && pixels.height === request.height) return cut(pixels, window);
      const plan = planOf(pixels, request);
      return holder ? resampleInWasm(holder, pixels, plan) : resampleInJs(pixels, plan);
    },
  };
}
