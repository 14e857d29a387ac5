import { CHANNELS, type Pixels } from './pixels';

/** Four bytes for each pixel: colour and alpha, or the four inks. */
export interface FourChannels {
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * Inks to RGB by the arithmetic of Pillow's `convert`: no colour management, since training saw none.
 *
 * @param blank - the value of a channel without ink: 0, or 255 as Adobe has it and every JPEG file of inks
 */
export function cmykToRgb({ data: inks, width, height }: FourChannels, blank: 0 | 255): Pixels {
  const data = new Uint8Array(width * height * CHANNELS);
  let target = 0;
  for (let at = 0; at < inks.length; at += 4) {
    const light = 255 - (inks[at + 3] ^ blank);
    data[target++] = light - rounded((inks[at] ^ blank) * light);
    data[target++] = light - rounded((inks[at + 1] ^ blank) * light);
    data[target++] = light - rounded((inks[at + 2] ^ blank) * light);
  }
  return { data, width, height };
}

/** Lays a transparent picture on white, the arithmetic of Pillow's `paste` with a mask. */
export function onWhite({ data: rgba, width, height }: FourChannels): Pixels {
  const data = new Uint8Array(width * height * CHANNELS);
  let target = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3];
    data[target++] = rounded(255 * (255 - alpha) + rgba[at] * alpha);
    data[target++] = rounded(255 * (255 - alpha) + rgba[at + 1] * alpha);
    data[target++] = rounded(255 * (255 - alpha) + rgba[at + 2] * alpha);
  }
  return { data, width, height };
}

/** A product of two bytes divided by 255 and rounded, in integers. */
function rounded(product: number): number {
  const half = product + 128;
  return (half + (half >> 8)) >> 8;
}
