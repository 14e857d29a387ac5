import type { Orientation } from './exif';
import { CHANNELS, type Pixels } from './pixels';

/** Side of the square blocks a picture is turned in, so that both pictures' rows stay in the cache. */
const BLOCK = 32;

/** For each orientation: whether rows become columns, and whether the stored picture's left and top change sides. */
const turns: Record<Orientation, { transpose: boolean; flipX: boolean; flipY: boolean }> = {
  1: { transpose: false, flipX: false, flipY: false },
  2: { transpose: false, flipX: true, flipY: false },
  3: { transpose: false, flipX: true, flipY: true },
  4: { transpose: false, flipX: false, flipY: true },
  5: { transpose: true, flipX: false, flipY: false },
  6: { transpose: true, flipX: false, flipY: true },
  7: { transpose: true, flipX: true, flipY: true },
  8: { transpose: true, flipX: true, flipY: false },
};

/** Turns a picture upright, as Pillow's `ImageOps.exif_transpose` does. */
export function applyOrientation(pixels: Pixels, orientation: Orientation): Pixels {
  if (orientation === 1) return pixels;
  const { transpose, flipX, flipY } = turns[orientation];
  const { width, height, data: source } = pixels;
  const turned = transpose ? { width: height, height: width } : { width, height };
  const data = new Uint8Array(source.length);

  // The byte of the result that stored pixel (0, 0) becomes, and the steps for one pixel right and one row down.
  const across = (transpose ? turned.width : 1) * CHANNELS * (flipX ? -1 : 1);
  const down = (transpose ? 1 : turned.width) * CHANNELS * (flipY ? -1 : 1);
  const origin = (flipX ? -across * (width - 1) : 0) + (flipY ? -down * (height - 1) : 0);

  for (let top = 0; top < height; top += BLOCK) {
    const bottom = Math.min(top + BLOCK, height);
    for (let left = 0; left < width; left += BLOCK) {
      const right = Math.min(left + BLOCK, width);
      for (let y = top; y < bottom; y++) {
        let from = (y * width + left) * CHANNELS;
        let to = origin + y * down + left * across;
        for (let x = left; x < right; x++) {
          data[to] = source[from];
          data[to + 1] = source[from + 1];
          data[to + 2] = source[from + 2];
          from += CHANNELS;
          to += across;
        }
      }
    }
  }
  return { data, ...turned };
}
