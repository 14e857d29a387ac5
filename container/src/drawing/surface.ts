import { type Colour, css, shade } from './colour';
import type { Random } from './random';
import { sheetFilter } from './wrinkles';

/** What a garment lies on or hangs before; every surface fills the frame and a margin around it. */
export interface Surface {
  definitions: string;
  body: string;
  /** True where gravity pulls the garment down: it may hang from something. */
  upright: boolean;
}

export interface Frame {
  width: number;
  height: number;
}

type Draw = (random: Random, frame: Frame, prefix: string) => Surface;

export function chooseSurface(random: Random, frame: Frame, prefix: string): Surface {
  const draw = random.pick<Draw>([planks, planks, sheet, sheet, wall, wall, wall, tiles, rug, paper]);
  return draw(random, frame, prefix);
}

function tone(random: Random): Colour {
  return random.pick<Colour>([
    { hue: 38, saturation: 22, lightness: 86 },
    { hue: 28, saturation: 34, lightness: 74 },
    { hue: 210, saturation: 10, lightness: 82 },
    { hue: 200, saturation: 26, lightness: 72 },
    { hue: 345, saturation: 30, lightness: 80 },
    { hue: 90, saturation: 14, lightness: 72 },
    { hue: 220, saturation: 8, lightness: 58 },
    { hue: 2, saturation: 58, lightness: 38 },
    { hue: 230, saturation: 22, lightness: 34 },
  ]);
}

const cover = ({ width, height }: Frame, paint: string, extra = '') =>
  `<rect x="-60" y="-60" width="${width + 120}" height="${height + 120}" fill="${paint}" ${extra}/>`;

function planks(random: Random, frame: Frame, prefix: string): Surface {
  const wood: Colour = {
    hue: random.between(22, 38),
    saturation: random.between(18, 48),
    lightness: random.between(34, 72),
  };
  const board = random.between(70, 120);
  const boards: string[] = [];
  for (let x = -80; x < frame.width + 80; x += board) {
    const joint = random.between(-50, frame.height);
    const shadeOf = () => css(shade(wood, random.wobble(5)));
    boards.push(
      `<rect x="${x.toFixed(0)}" y="-80" width="${board.toFixed(1)}" height="${frame.height + 160}" fill="${shadeOf()}"/>`,
      `<rect x="${x.toFixed(0)}" y="${joint.toFixed(0)}" width="${board.toFixed(1)}" height="${frame.height + 200}" fill="${shadeOf()}"/>`,
      `<path d="M${x.toFixed(0)} -80V${frame.height + 80}M${x.toFixed(0)} ${joint.toFixed(0)}h${board.toFixed(0)}" stroke="${css(shade(wood, -24), 0.75)}" stroke-width="2.5"/>`,
    );
  }
  const turn = random.chance(0.4) ? `transform="rotate(90 ${frame.width / 2} ${frame.height / 2}) scale(1.4)"` : '';
  return {
    definitions: grainFilter(prefix, random, '0.09 0.006'),
    body: `<g ${turn}>${boards.join('')}</g>${cover(frame, css(shade(wood, -22)), `filter="url(#${prefix}grain)" opacity=".26"`)}`,
    upright: false,
  };
}

/** A bed sheet or a curtain: light on slow waves. */
function sheet(random: Random, frame: Frame, prefix: string): Surface {
  const base = tone(random);
  return {
    definitions: sheetFilter(random, prefix, base),
    body: cover(frame, '#fff', `filter="url(#${prefix}sheet)"`),
    upright: false,
  };
}

function wall(random: Random, frame: Frame, prefix: string): Surface {
  const paint = tone(random);
  const panels = random.chance(0.3);
  const lines: string[] = [];
  for (let x = random.between(-20, 40); panels && x < frame.width + 40; x += 92) {
    lines.push(
      `<path d="M${x.toFixed(0)} -60V${frame.height + 60}" stroke="${css(shade(paint, -14), 0.7)}" stroke-width="3"/>`,
    );
  }
  return {
    definitions: grainFilter(prefix, random, '0.5 0.5'),
    body: cover(frame, css(paint)) + lines.join('') + dust(frame, prefix),
    upright: true,
  };
}

function tiles(random: Random, frame: Frame, prefix: string): Surface {
  const glaze = shade({ ...tone(random), saturation: 14 }, random.between(-6, 6));
  const size = random.whole(90, 190);
  const pattern =
    `<pattern id="${prefix}tiles" width="${size}" height="${size}" patternUnits="userSpaceOnUse" patternTransform="rotate(${random.pick([0, 0, 45, 3])})">` +
    `<rect width="${size}" height="${size}" fill="${css(shade(glaze, -20))}"/><rect x="2" y="2" width="${size - 4}" height="${size - 4}" rx="3" fill="${css(glaze)}"/>` +
    `<path d="M4 ${size - 5}V4H${size - 5}" stroke="#fff" stroke-opacity=".5" stroke-width="2" fill="none"/></pattern>`;
  return {
    definitions: pattern + grainFilter(prefix, random, '0.02 0.03'),
    body: cover(frame, `url(#${prefix}tiles)`) + dust(frame, prefix),
    upright: false,
  };
}

function rug(random: Random, frame: Frame, prefix: string): Surface {
  const wool: Colour = {
    hue: random.pick([4, 12, 28, 215, 350]),
    saturation: random.between(22, 48),
    lightness: random.between(24, 46),
  };
  const thread = css({ hue: 40, saturation: 38, lightness: 66 }, 0.55);
  const second = css(shade(wool, 16), 0.8);
  const size = random.whole(90, 150);
  const pattern =
    `<pattern id="${prefix}rug" width="100" height="100" patternUnits="userSpaceOnUse" patternTransform="scale(${(size / 100).toFixed(2)})">` +
    `<rect width="100" height="100" fill="${css(wool)}"/><path d="M50 6L94 50L50 94L6 50Z" fill="${second}"/><path d="M50 24L76 50L50 76L24 50Z" fill="${css(wool)}" stroke="${thread}" stroke-width="4"/>` +
    `<circle cx="50" cy="50" r="8" fill="${thread}"/><path d="M0 14L14 0M86 0L100 14M0 86L14 100M86 100L100 86" stroke="${thread}" stroke-width="6"/></pattern>`;
  return {
    definitions: pattern + grainFilter(prefix, random, '0.35 0.35'),
    body: cover(frame, `url(#${prefix}rug)`) + dust(frame, prefix),
    upright: false,
  };
}

/** The seamless paper of a studio. */
function paper(random: Random, frame: Frame, prefix: string): Surface {
  const base: Colour = {
    hue: random.between(0, 360),
    saturation: random.between(0, 24),
    lightness: random.between(84, 95),
  };
  const glow = `<radialGradient id="${prefix}glow" cy=".42" r=".8"><stop offset="0" stop-color="#fff" stop-opacity=".75"/><stop offset="1" stop-color="${css(shade(base, -16))}"/></radialGradient>`;
  return { definitions: glow, body: cover(frame, css(base)) + cover(frame, `url(#${prefix}glow)`), upright: true };
}

function grainFilter(prefix: string, random: Random, frequency: string): string {
  return (
    `<filter id="${prefix}grain" x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB"><feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="1" seed="${random.whole(1, 999)}"/>` +
    '<feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1.6 1.2 0 0 -1"/><feComposite in2="SourceGraphic" operator="in" result="veil"/>' +
    '<feFlood flood-color="#1c120a"/><feComposite in2="veil" operator="in"/></filter>'
  );
}

const dust = (frame: Frame, prefix: string) => cover(frame, '#000', `filter="url(#${prefix}grain)" opacity=".16"`);
