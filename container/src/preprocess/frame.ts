import type { Preprocess } from '../../../lib/contracts/manifest';
import type { ResampleRequest } from '../resample';

interface Size {
  width: number;
  height: number;
}

/** Where a picture lands in the model's input: a window of the resized picture, at an offset in an input of `size`. */
export interface Frame {
  readonly request: ResampleRequest & { crop: NonNullable<ResampleRequest['crop']> };
  readonly size: Size;
  /** Where the window's corner stands in the input; above zero only where the crop is larger than the picture. */
  readonly left: number;
  readonly top: number;
}

/** The geometry of torchvision's `Resize` followed by `CenterCrop`. */
export function frameOf(picture: Size, { resize, crop, kernel }: Preprocess): Frame {
  const { width, height } = resized(picture, resize);
  const size = crop ?? { width, height };
  const across = centred(width, size.width);
  const down = centred(height, size.height);
  return {
    request: {
      width,
      height,
      kernel,
      crop: { left: across.start, top: down.start, width: across.length, height: down.length },
    },
    size,
    left: across.offset,
    top: down.offset,
  };
}

function resized({ width, height }: Size, resize: Preprocess['resize']): Size {
  switch (resize.mode) {
    case 'none':
      return { width, height };
    case 'squash':
      return { width: resize.width, height: resize.height };
    case 'short-side': {
      const { size } = resize;
      return width <= height
        ? { width: size, height: Math.trunc((size * height) / width) }
        : { width: Math.trunc((size * width) / height), height: size };
    }
  }
}

/** One axis of a centred crop: too long a picture loses both ends, too short a one gets a margin on both. */
function centred(from: number, to: number): { start: number; length: number; offset: number } {
  return from >= to
    ? { start: roundHalfEven((from - to) / 2), length: to, offset: 0 }
    : { start: 0, length: from, offset: Math.floor((to - from) / 2) };
}

/** Python's `round`: a half goes to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}
