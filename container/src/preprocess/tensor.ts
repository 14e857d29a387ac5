import type { Preprocess } from '../../../lib/contracts/manifest';
import { CHANNELS, type Pixels } from '../image/pixels';

/** One picture as a model takes it, without a batch dimension. */
export interface Tensor {
  data: Uint8Array | Float32Array;
  /** Height, width, channels for `nhwc`; channels, height, width for `nchw`. */
  dims: [height: number, width: number, channels: 3] | [channels: 3, height: number, width: number];
}

/** Puts pixels into the layout, channel order and number type a model asks for. */
export function tensorOf(pixels: Pixels, spec: Preprocess): Tensor {
  const { width, height } = pixels;
  return {
    data: spec.type === 'uint8' ? bytesOf(pixels, spec) : floatsOf(pixels, spec),
    dims: spec.layout === 'nchw' ? [CHANNELS, height, width] : [height, width, CHANNELS],
  };
}

// Two loops that look alike, since one that writes to either kind of array runs several times slower.

function bytesOf({ data: pixels }: Pixels, spec: Preprocess): Uint8Array {
  if (spec.layout === 'nhwc' && spec.color === 'rgb') return pixels;
  const data = new Uint8Array(pixels.length);
  for (let channel = 0; channel < CHANNELS; channel++) {
    const { colour, start, step } = placeOf(channel, pixels.length, spec);
    for (let from = colour, to = start; from < pixels.length; from += CHANNELS, to += step) data[to] = pixels[from];
  }
  return data;
}

function floatsOf({ data: pixels }: Pixels, spec: Preprocess): Float32Array {
  const data = new Float32Array(pixels.length);
  for (let channel = 0; channel < CHANNELS; channel++) {
    const { colour, start, step } = placeOf(channel, pixels.length, spec);
    const values = normalised(spec, colour);
    for (let from = colour, to = start; from < pixels.length; from += CHANNELS, to += step) {
      data[to] = values[pixels[from]];
    }
  }
  return data;
}

/** Which colour a channel of the tensor is, where its first value goes and how far apart its values are. */
function placeOf(channel: number, length: number, { layout, color }: Preprocess) {
  const colour = color === 'rgb' ? channel : CHANNELS - 1 - channel;
  return layout === 'nchw'
    ? { colour, start: (channel * length) / CHANNELS, step: 1 }
    : { colour, start: channel, step: CHANNELS };
}

/** Every value a byte can take, after torchvision's `ToTensor` and `Normalize`: rounded to float32 at each step. */
function normalised({ scale, mean, std }: Preprocess, colour: number): Float32Array {
  const [centre, spread] = [Math.fround(mean[colour]), Math.fround(std[colour])];
  const values = new Float32Array(256);
  for (let value = 0; value < 256; value++) {
    values[value] = Math.fround(Math.fround(value * scale) - centre) / spread;
  }
  return values;
}
