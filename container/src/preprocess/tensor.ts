import type { Preprocess } from '../../../lib/contracts/manifest';
import { CHANNELS, type Pixels } from '../image/pixels';

/** One picture as a model takes it, without a batch dimension. */
export interface Tensor {
  data: Uint8Array | Float32Array;
  /** Height, width, channels for `nhwc`; channels, height, width for `nchw`. */
  dims: [height: number, width: number, channels: 3] | [channels: 3, height: number, width: number];
}

/** Puts pixels into the layout, channel order and number type a model asks for. */
export function tensorOf({ data: pixels, width, height }: Pixels, spec: Preprocess): Tensor {
  const planar = spec.layout === 'nchw';
  const area = width * height;
  const data = spec.type === 'uint8' ? new Uint8Array(area * CHANNELS) : new Float32Array(area * CHANNELS);
  for (let channel = 0; channel < CHANNELS; channel++) {
    const colour = spec.color === 'rgb' ? channel : CHANNELS - 1 - channel;
    const values = spec.type === 'uint8' ? bytes : normalised(spec, colour);
    const step = planar ? 1 : CHANNELS;
    let target = planar ? channel * area : channel;
    for (let source = colour; source < pixels.length; source += CHANNELS) {
      data[target] = values[pixels[source]];
      target += step;
    }
  }
  return { data, dims: planar ? [CHANNELS, height, width] : [height, width, CHANNELS] };
}

const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);

/** Every value a byte can take, after torchvision's `ToTensor` and `Normalize`: rounded to float32 at each step. */
function normalised({ scale, mean, std }: Preprocess, colour: number): Float32Array {
  const [centre, spread] = [Math.fround(mean[colour]), Math.fround(std[colour])];
  return Float32Array.from({ length: 256 }, (_, value) => {
    const scaled = Math.fround(value * scale);
    return Math.fround(Math.fround(scaled - centre) / spread);
  });
}
