import type { Pixels } from '../../../container/src/image/pixels';

/** The picture of the Python programs' `pattern`: integer arithmetic, the same in every language. */
export function pattern(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++)
        data[at++] = (x * x * 31 + y * y * 17 + x * y * 7 + channel * 85) >> 3;
    }
  }
  return { data, width, height };
}
