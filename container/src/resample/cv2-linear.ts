import { CHANNELS, type Pixels } from '../image/pixels';
import { linearInJs } from './cv2-js-passes';
import { linearPlan } from './cv2-taps';
import { linearInWasm } from './cv2-wasm-passes';
import type { KernelHolder } from './wasm-memory';

/**
 * Resizes an upright picture exactly as OpenCV's `resize` with `INTER_LINEAR` does: two taps per axis also when it
 * shrinks, so it does not smooth; that is what detectors were trained on.
 */
export function resampleLikeOpenCv(
  pixels: Pixels,
  size: { width: number; height: number },
  holder?: KernelHolder,
): Pixels {
  if (pixels.width === 2 * size.width && pixels.height === 2 * size.height) return halved(pixels);
  const plan = linearPlan(pixels, size);
  return holder ? linearInWasm(holder, pixels, plan) : linearInJs(pixels, plan);
}

/** Half the size in both directions is the one case in which OpenCV takes the mean of four pixels instead. */
function halved({ data: from, width, height }: Pixels): Pixels {
  const stride = width * CHANNELS;
  const data = new Uint8Array(from.length / 4);
  let to = 0;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0, at = y * stride; x < width; x += 2, at += CHANNELS) {
      for (let channel = 0; channel < CHANNELS; channel++, at++) {
        data[to++] = (from[at] + from[at + CHANNELS] + from[at + stride] + from[at + stride + CHANNELS] + 2) >> 2;
      }
    }
  }
  return { data, width: width / 2, height: height / 2 };
}
