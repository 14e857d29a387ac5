import type { Random } from './random';

/** Hue in degrees, saturation and lightness in percent. */
export interface Colour {
  hue: number;
  saturation: number;
  lightness: number;
}

// What people wear, not the rainbow: half of a wardrobe is black, white, grey, navy and denim.
const wardrobe: ReadonlyArray<[hue: number, saturation: number, lightness: number]> = [
  [220, 12, 13],
  [220, 8, 20],
  [40, 18, 93],
  [210, 12, 88],
  [215, 7, 52],
  [210, 8, 68],
  [222, 42, 20],
  [218, 45, 30],
  [213, 38, 44],
  [209, 42, 62],
  [356, 68, 40],
  [2, 72, 50],
  [345, 48, 28],
  [340, 58, 68],
  [330, 62, 46],
  [24, 62, 52],
  [36, 42, 70],
  [42, 78, 56],
  [32, 32, 38],
  [80, 24, 33],
  [96, 30, 50],
  [150, 38, 28],
  [172, 45, 40],
  [190, 58, 48],
  [268, 32, 46],
];

export function clothColour(random: Random): Colour {
  const [hue, saturation, lightness] = random.pick(wardrobe);
  return {
    hue: (hue + random.wobble(8) + 360) % 360,
    saturation: Math.max(0, saturation + random.wobble(8)),
    lightness: Math.min(96, Math.max(9, lightness + random.wobble(6))),
  };
}

/** A colour that can be told from the given one when both lie on the same garment. */
export function accentColour(random: Random, base: Colour): Colour {
  for (let tries = 0; tries < 12; tries += 1) {
    const candidate = clothColour(random);
    if (Math.abs(candidate.lightness - base.lightness) > 22) return candidate;
  }
  return shade(base, base.lightness > 50 ? -40 : 45);
}

export function shade(colour: Colour, lightness: number): Colour {
  return { ...colour, lightness: Math.min(97, Math.max(4, colour.lightness + lightness)) };
}

export function css({ hue, saturation, lightness }: Colour, opacity = 1): string {
  const body = `${Math.round(hue)}, ${Math.round(saturation)}%, ${Math.round(lightness)}%`;
  return opacity === 1 ? `hsl(${body})` : `hsla(${body}, ${opacity})`;
}
