import type { Pixels } from '../image/pixels';
import { CHANNELS } from '../image/pixels';
import type { Kernel } from './weights';

/** A rectangle of pixels. */
export interface Window {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A resize to `width` x `height`, of which only the window `crop` is computed. @default crop - everything */
export interface ResampleRequest {
  width: number;
  height: number;
  kernel: Kernel;
  crop?: Window;
}

/** The window a request asks for; a window that leaves the resized picture is the caller's mistake. */
export function windowOf({ width, height, crop = { left: 0, top: 0, width, height } }: ResampleRequest): Window {
  const inside = crop.left >= 0 && crop.top >= 0 && crop.left + crop.width <= width && crop.top + crop.height <= height;
  if (!inside || crop.width < 1 || crop.height < 1) {
    throw new RangeError(`crop must lie within ${width}x${height}, got ${JSON.stringify(crop)}`);
  }
  return crop;
}

/** Copies a window out of a picture, with no change of size. */
export function cut(pixels: Pixels, { left, top, width, height }: Window): Pixels {
  const data = new Uint8Array(width * height * CHANNELS);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * pixels.width + left) * CHANNELS;
    data.set(pixels.data.subarray(from, from + width * CHANNELS), y * width * CHANNELS);
  }
  return { data, width, height };
}
