import { upright, uprightSize } from '../image/orientation';
import type { Pixels } from '../image/pixels';
import { resampleLikeOpenCv } from './cv2-linear';
import { resampleInJs } from './js-passes';
import { kernelFile } from './kernel-file';
import { planOf } from './plan';
import { KernelHolder } from './wasm-memory';
import { resampleInWasm } from './wasm-passes';
import { cut, type ResampleRequest, windowOf } from './window';

export type { Kernel } from './weights';
export type { ResampleRequest } from './window';

/** The EXIF orientation whose only change is that rows become columns. */
const TRANSPOSED = 5;

/**
 * Turns pictures upright and resizes them exactly as Pillow's `Image.resize` or OpenCV's `resize` does, enlarging and
 * shrinking, every byte the same. A request speaks of the upright picture.
 */
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
      const size = uprightSize(pixels);
      if (size.width === request.width && size.height === request.height) return cut(upright(pixels), window);
      if (request.kernel === 'cv2-linear') return cut(resampleLikeOpenCv(upright(pixels), request, holder), window);
      const plan = planOf(pixels, request, request.kernel);
      const result = holder ? resampleInWasm(holder, pixels, plan) : resampleInJs(pixels, plan);
      return plan.transpose ? upright({ ...result, orientation: TRANSPOSED }) : result;
    },
  };
}
