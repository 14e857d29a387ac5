import type { Preprocess } from '../../../lib/contracts/manifest';
import { ImageUnreadable } from '../image/image-unreadable';
import { pictureSize, upright, uprightSize } from '../image/orientation';
import { CHANNELS, type Pixels } from '../image/pixels';
import type { Resampler } from '../resample';
import { cut } from '../resample/window';
import { type Frame, frameOf } from './frame';
import { type Tensor, tensorOf } from './tensor';

export type { Tensor } from './tensor';

/** A strip scaled by its short side, with no crop, becomes longer than memory; no model takes that. */
const MAX_PIXELS = 1 << 26;

/** Makes a picture the model's input: resize, crop, layout, normalisation, equal to torchvision or Ultralytics bit for bit. */
export function preprocess(pixels: Pixels, spec: Preprocess, resampler: Pick<Resampler, 'resample'>): Tensor {
  const frame = frameOf(pictureSize(pixels), spec);
  const { width, height } = frame.size;
  if (width * height > MAX_PIXELS) throw new ImageUnreadable(`the picture would become ${width}x${height} pixels`);
  // A picture that was reduced while it was decoded has its middle elsewhere.
  const part = frame.cut && frameOf(uprightSize(pixels), spec).cut;
  const source = part ? cut(upright(pixels), part) : pixels;
  return tensorOf(framed(resampler.resample(source, frame.request), frame), spec);
}

/** Adds the margin of a letterbox, or of a crop that is larger than the picture. */
function framed(window: Pixels, { size, left, top, pad }: Frame): Pixels {
  if (window.width === size.width && window.height === size.height) return window;
  const data = new Uint8Array(size.width * size.height * CHANNELS).fill(pad);
  for (let y = 0; y < window.height; y++) {
    const row = window.data.subarray(y * window.width * CHANNELS, (y + 1) * window.width * CHANNELS);
    data.set(row, ((top + y) * size.width + left) * CHANNELS);
  }
  return { data, ...size };
}
