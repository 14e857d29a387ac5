import type { Preprocess } from '../../../lib/contracts/manifest';
import type { ResampleRequest } from '../resample';

type Rounding = NonNullable<Preprocess['crop']>['rounding'];

interface Size {
  width: number;
  height: number;
}

/** Where a picture lands in the model's input: a window of the resized picture, at an offset in an input of `size`. */
export interface Frame {
  readonly request: ResampleRequest & { crop: NonNullable<ResampleRequest['crop']> };
  readonly size: Size;
  /** Where the window's corner stands in the input; above zero only where there is a margin around it. */
  readonly left: number;
  readonly top: number;
  /** The grey of the margin, 0 to 255. */
  readonly pad: number;
  /** What of the picture is resized. @default - all of it */
  readonly cut?: NonNullable<ResampleRequest['crop']>;
}

/** The geometry of `Resize` and `CenterCrop` in torchvision or Hugging Face's transformers, or of Ultralytics' `LetterBox`. */
export function frameOf(picture: Size, { resize, crop, kernel }: Preprocess): Frame {
  if (resize.mode === 'letterbox') return letterbox(picture, resize, kernel);
  if (resize.mode === 'central-square') return centralSquare(picture, resize.size, kernel);
  const { width, height } = resized(picture, resize);
  const size = crop ?? { width, height };
  const rounding = crop?.rounding ?? 'even';
  const across = centred(width, size.width, rounding);
  const down = centred(height, size.height, rounding);
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
    pad: 0,
  };
}

/** What a whole picture is resized to, before anything is cut off; undefined where it is taken as it is. */
export function resizedSize(picture: Size, { resize, kernel }: Preprocess): Size | undefined {
  if (resize.mode === 'none') return undefined;
  if (resize.mode === 'letterbox') return letterbox(picture, resize, kernel).request;
  if (resize.mode === 'central-square') return resized(picture, { mode: 'short-side', size: resize.size });
  return resized(picture, resize);
}

/** The size that every picture has as the model's input, or undefined where each keeps one of its own. */
export function commonSize({ resize, crop }: Pick<Preprocess, 'resize' | 'crop'>): Size | undefined {
  if (crop) return crop;
  if (resize.mode === 'central-square') return { width: resize.size, height: resize.size };
  return resize.mode === 'squash' || resize.mode === 'letterbox' ? resize : undefined;
}

type Resize = Preprocess['resize'];
type Letterbox = Extract<Resize, { mode: 'letterbox' }>;
type Kernel = Preprocess['kernel'];

/** How much a picture is scaled to fit into a letterbox. */
export function letterboxScale(picture: Size, { width, height }: Size): number {
  return Math.min(height / picture.height, width / picture.width);
}

function letterbox(picture: Size, { width: toWidth, height: toHeight, pad }: Letterbox, kernel: Kernel): Frame {
  const scale = letterboxScale(picture, { width: toWidth, height: toHeight });
  // A strip keeps one pixel of its short side, where its authors' code fails.
  const width = Math.max(1, roundHalfEven(picture.width * scale));
  const height = Math.max(1, roundHalfEven(picture.height * scale));
  return {
    request: { width, height, kernel, crop: { left: 0, top: 0, width, height } },
    size: { width: toWidth, height: toHeight },
    // The tenth sends the odd pixel of a margin to the right and to the bottom.
    left: roundHalfEven((toWidth - width) / 2 - 0.1),
    top: roundHalfEven((toHeight - height) / 2 - 0.1),
    pad,
  };
}

function centralSquare({ width, height }: Size, size: number, kernel: Kernel): Frame {
  const side = Math.min(width, height);
  return {
    cut: { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), width: side, height: side },
    request: { width: size, height: size, kernel, crop: { left: 0, top: 0, width: size, height: size } },
    size: { width: size, height: size },
    left: 0,
    top: 0,
    pad: 0,
  };
}

function resized({ width, height }: Size, resize: Exclude<Resize, { mode: 'letterbox' | 'central-square' }>): Size {
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
function centred(from: number, to: number, rounding: Rounding): { start: number; length: number; offset: number } {
  const [spare, gap] = [(from - to) / 2, (to - from) / 2];
  if (from >= to)
    return { start: rounding === 'even' ? roundHalfEven(spare) : Math.floor(spare), length: to, offset: 0 };
  return { start: 0, length: from, offset: rounding === 'even' ? Math.floor(gap) : Math.ceil(gap) };
}

/** Python's `round`: a half goes to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}
