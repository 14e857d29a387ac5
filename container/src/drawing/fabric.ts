import { accentColour, type Colour, clothColour, css, shade } from './colour';
import type { Random } from './random';

export type Weave = 'plain' | 'stripes' | 'pinstripes' | 'checks' | 'tartan' | 'dots' | 'flowers' | 'denim' | 'knit';

/** What a garment is cut from: two colours and a pattern that can be turned with the sleeve it covers. */
export interface Fabric {
  weave: Weave;
  base: Colour;
  accent: Colour;
  scale: number;
  /** Degrees: 0 lays stripes level, 90 upright. */
  turn: number;
}

export function chooseFabric(random: Random, weaves: ReadonlyArray<Weave>): Fabric {
  const weave = random.pick(weaves);
  const base = weave === 'denim' ? denimColour(random) : clothColour(random);
  const accent = accentColour(random, base);
  const turn = weave === 'pinstripes' ? 90 : weave === 'stripes' && random.chance(0.25) ? 90 : 0;
  return { weave, base, accent, scale: random.between(0.75, 1.5), turn };
}

function denimColour(random: Random): Colour {
  return {
    hue: random.between(208, 224),
    saturation: random.between(22, 48),
    lightness: random.pick([22, 32, 42, 58, 70]) + random.wobble(4),
  };
}

/** The `<pattern>` that paints a fabric, turned by some degrees more than the fabric itself. */
export function pattern(id: string, fabric: Fabric, turn: number): string {
  const { size, body } = tile(fabric);
  const transform = `rotate(${Math.round(fabric.turn + turn)}) scale(${fabric.scale.toFixed(2)})`;
  return (
    `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="${transform}">` +
    `<rect width="${size}" height="${size}" fill="${css(fabric.base)}"/>${body}</pattern>`
  );
}

function tile({ weave, base, accent }: Fabric): { size: number; body: string } {
  const ink = css(accent);
  const dark = css(shade(base, -9), 0.8);
  const light = css(shade(base, 9), 0.8);
  switch (weave) {
    case 'plain':
      return { size: 6, body: `<path d="M0 1.5H6M0 4.5H6" stroke="${dark}" stroke-width=".5" opacity=".5"/>` };
    case 'stripes':
      return { size: 40, body: `<path d="M0 10H40M0 30H40" stroke="${ink}" stroke-width="9"/>` };
    case 'pinstripes':
      return { size: 22, body: `<path d="M0 11H22" stroke="${ink}" stroke-width="2.2" opacity=".8"/>` };
    case 'checks':
      return { size: 28, body: `<path d="M0 7H28M7 0V28" stroke="${ink}" stroke-width="12" opacity=".45"/>` };
    case 'tartan':
      return {
        size: 56,
        body:
          `<path d="M0 16H56M16 0V56" stroke="${ink}" stroke-width="20" opacity=".42"/>` +
          `<path d="M0 42H56M42 0V56" stroke="${light}" stroke-width="4"/><path d="M0 16H56M16 0V56" stroke="${dark}" stroke-width="3"/>`,
      };
    case 'dots':
      return {
        size: 36,
        body: `<circle cx="9" cy="9" r="5.5" fill="${ink}"/><circle cx="27" cy="27" r="5.5" fill="${ink}"/>`,
      };
    case 'flowers':
      return {
        size: 84,
        body: bloom(22, 24, 13, accent) + bloom(64, 62, 10, shade(accent, 12)) + sprig(58, 18, accent),
      };
    case 'denim':
      return {
        size: 8,
        body: `<path d="M-2 10L10 -2M-2 2L2 -2M6 10L10 6" stroke="${light}" stroke-width="1" opacity=".55"/>`,
      };
    case 'knit':
      return {
        size: 12,
        body: `<path d="M0 2L3 8L6 2L9 8L12 2" stroke="${dark}" stroke-width="1.6" fill="none"/><path d="M0 6L3 12L6 6L9 12L12 6" stroke="${light}" stroke-width="1" fill="none"/>`,
      };
  }
}

function bloom(x: number, y: number, size: number, colour: Colour): string {
  const petals = [0, 72, 144, 216, 288].map((angle) => {
    const [dx, dy] = [Math.cos((angle * Math.PI) / 180) * size * 0.6, Math.sin((angle * Math.PI) / 180) * size * 0.6];
    return `<circle cx="${(x + dx).toFixed(1)}" cy="${(y + dy).toFixed(1)}" r="${(size * 0.48).toFixed(1)}"/>`;
  });
  return `<g fill="${css(colour)}">${petals.join('')}</g><circle cx="${x}" cy="${y}" r="${size * 0.3}" fill="hsl(45, 80%, 60%)"/>`;
}

function sprig(x: number, y: number, colour: Colour): string {
  const leaf = css({ hue: 110, saturation: 28, lightness: Math.min(62, Math.max(28, colour.lightness)) });
  return `<path d="M${x} ${y}q8 -8 16 -4q-6 8 -16 4q-10 4 -14 12q0 -12 14 -12" fill="${leaf}"/>`;
}
