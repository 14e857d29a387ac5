/** The resampling filters of Pillow (and so of torchvision) that classifiers are trained with. */
export type PillowKernel = 'bilinear' | 'bicubic' | 'lanczos' | 'nearest';

/** Those and OpenCV's `INTER_LINEAR`, which detectors are trained with. */
export type Kernel = PillowKernel | 'cv2-linear';

/** Pillow's fixed point: 32 bits less 8 for a pixel and 2 for the overshoot of bicubic. */
export const PRECISION_BITS = 22;

/** What makes each output pixel along one axis: `taps` weights from source pixel `first[i]` on, zeros beyond its own. */
export interface Weights {
  readonly first: Int32Array;
  readonly taps: number;
  readonly values: Int32Array;
}

/** One axis of a resize: `from` pixels become `to`, of which only `length` from `start` on are computed. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly length: number;
}

interface Filter {
  readonly support: number;
  readonly at: (x: number) => number;
}

const filters: Record<Exclude<PillowKernel, 'nearest'>, Filter> = {
  bilinear: { support: 1, at: (x) => (Math.abs(x) < 1 ? 1 - Math.abs(x) : 0) },
  bicubic: { support: 2, at: catmullRom },
  lanczos: { support: 3, at: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/**
 * The weights of one axis, computed in the order of Pillow's `precompute_coeffs` (src/libImaging/Resample.c): the same
 * doubles in the same sequence, since a last bit lost here is a pixel that differs there.
 */
export function weightsOf(axis: Axis, kernel: PillowKernel): Weights {
  if (kernel === 'nearest') return nearestOf(axis);
  const { from, to, start, length } = axis;
  const filter = filters[kernel];
  const scale = from / to;
  const filterScale = Math.max(scale, 1);
  const support = filter.support * filterScale;
  const inverse = 1 / filterScale;
  const taps = Math.ceil(support) * 2 + 1;

  const first = new Int32Array(length);
  const values = new Int32Array(length * taps);
  const exact = new Float64Array(taps);
  for (let i = 0; i < length; i++) {
    const center = (start + i + 0.5) * scale;
    const begin = Math.max(Math.trunc(center - support + 0.5), 0);
    const count = Math.min(Math.trunc(center + support + 0.5), from) - begin;
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      exact[tap] = filter.at((tap + begin - center + 0.5) * inverse);
      sum += exact[tap];
    }
    first[i] = begin;
    for (let tap = 0; tap < count; tap++) {
      const share = (sum === 0 ? exact[tap] : exact[tap] / sum) * 2 ** PRECISION_BITS;
      values[i * taps + tap] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
    }
  }
  return { first, taps, values };
}

/** One source pixel each, found by adding up steps as Pillow does (`ImagingScaleAffine` in src/libImaging/Geometry.c). */
function nearestOf({ from, to, start, length }: Axis): Weights {
  const first = new Int32Array(length);
  const step = from / to;
  let place = step * 0.5;
  for (let i = 0; i < start + length; i++) {
    if (i >= start) first[i - start] = Math.min(Math.trunc(place), from - 1);
    place += step;
  }
  return { first, taps: 1, values: new Int32Array(length).fill(2 ** PRECISION_BITS) };
}

/** The same weights for an axis of `from` pixels that is stored back to front: exact, since only places change. */
export function reversed({ first, taps, values }: Weights, from: number): Weights {
  const mirrored = { first: new Int32Array(first.length), taps, values: new Int32Array(values.length) };
  for (let i = 0; i < first.length; i++) {
    const count = Math.min(taps, from - first[i]);
    mirrored.first[i] = from - first[i] - count;
    for (let tap = 0; tap < count; tap++) mirrored.values[i * taps + tap] = values[i * taps + count - 1 - tap];
  }
  return mirrored;
}

/** Cubic convolution with a = -0.5, factored as Pillow writes it. */
function catmullRom(value: number): number {
  const x = Math.abs(value);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * -0.5;
  return 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
