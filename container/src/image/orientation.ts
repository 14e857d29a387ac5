import type { Orientation } from './exif';
import { CHANNELS, type Pixels } from './pixels';

interface Size {
  width: number;
  height: number;
}

/** Whether rows become columns, and whether left and right, top and bottom of the stored picture change sides. */
export interface Turn {
  readonly transpose: boolean;
  readonly flipX: boolean;
  readonly flipY: boolean;
}

const turns: Record<Orientation, Turn> = {
  1: { transpose: false, flipX: false, flipY: false },
  2: { transpose: false, flipX: true, flipY: false },
  3: { transpose: false, flipX: true, flipY: true },
  4: { transpose: false, flipX: false, flipY: true },
  5: { transpose: true, flipX: false, flipY: false },
  6: { transpose: true, flipX: false, flipY: true },
  7: { transpose: true, flipX: true, flipY: true },
  8: { transpose: true, flipX: true, flipY: false },
};

/** What remains to be done to a picture before it is upright. */
export function turnOf({ orientation = 1 }: Pick<Pixels, 'orientation'>): Turn {
  return turns[orientation];
}

/** The size of these pixels once they are upright. */
export function uprightSize(pixels: Pixels): Size {
  return turned(pixels, pixels.orientation);
}

/** The size of the upright picture that these pixels show: larger than they are where the decoder made it smaller. */
export function pictureSize(pixels: Pixels): Size {
  return turned(pixels.whole ?? pixels, pixels.orientation);
}

/** A stored size as it is once the picture is upright. */
export function turned({ width, height }: Size, orientation?: Orientation): Size {
  return turnOf({ orientation }).transpose ? { width: height, height: width } : { width, height };
}

/** Turns a picture upright, as Pillow's `ImageOps.exif_transpose` does. Costs more than decoding a large one did. */
export function upright(pixels: Pixels): Pixels {
  const { transpose, flipX, flipY } = turnOf(pixels);
  const { width, height, data: source } = pixels;
  const size = uprightSize(pixels);
  if (!transpose && !flipX && !flipY) return { data: source, width, height };

  // The byte of the result that stored pixel (0, 0) becomes, and the steps for one pixel right and one row down.
  const across = (transpose ? size.width : 1) * CHANNELS * (flipX ? -1 : 1);
  const down = (transpose ? 1 : size.width) * CHANNELS * (flipY ? -1 : 1);
  const origin = (flipX ? -across * (width - 1) : 0) + (flipY ? -down * (height - 1) : 0);
  const data = new Uint8Array(source.length);
  for (let y = 0, from = 0; y < height; y++) {
    for (let x = 0, to = origin + y * down; x < width; x++) {
      data[to] = source[from++];
      data[to + 1] = source[from++];
      data[to + 2] = source[from++];
      to += across;
    }
  }
  return { data, ...size };
}
