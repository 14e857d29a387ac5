import { type Colour, css, shade } from './colour';
import type { Random } from './random';
import type { Frame, Surface } from './surface';

/** Things at the edge of a photograph that are not the garment. */
export function scatterClutter(random: Random, { width, height }: Frame, surface: Surface): string {
  if (random.chance(0.5)) return '';
  const things = surface.upright ? [leaves, frame] : [leaves, cup, pencil, glasses, envelope];
  const corners = [
    [36, 40],
    [width - 36, 40],
    [36, height - 44],
    [width - 36, height - 44],
  ];
  const [x, y] = random.pick(corners) as [number, number];
  const thing = random.pick(things);
  const turn = Math.round(thing === frame ? 0 : random.between(0, 360));
  return `<g transform="translate(${x} ${y}) rotate(${turn})">${thing(random)}</g>`;
}

function any(random: Random): Colour {
  return { hue: random.between(0, 360), saturation: random.between(20, 55), lightness: random.between(35, 75) };
}

function leaves(random: Random): string {
  const green: Colour = {
    hue: random.between(95, 150),
    saturation: random.between(18, 38),
    lightness: random.between(24, 42),
  };
  return Array.from({ length: random.whole(4, 7) }, (_, index) => {
    const turn = index * 34 + random.wobble(12);
    const leaf = `<path d="M0 0C34 -26 74 -30 118 0C74 30 34 26 0 0Z" fill="${css(shade(green, random.wobble(7)))}"/>`;
    return `<g transform="rotate(${turn.toFixed(0)})">${leaf}<path d="M0 0H108" stroke="${css(shade(green, 14))}" stroke-width="2"/></g>`;
  }).join('');
}

function cup(random: Random): string {
  const glaze = any(random);
  return (
    `<ellipse cx="6" cy="8" rx="64" ry="64" fill="rgba(0, 0, 0, .22)"/><circle r="62" fill="${css(shade(glaze, 18))}"/><circle r="42" fill="${css(glaze)}"/>` +
    `<circle r="34" fill="hsl(24, 48%, 20%)"/><path d="M-20 -14a26 26 0 0 1 24 -12" stroke="rgba(255, 255, 255, .4)" stroke-width="4" fill="none"/><rect x="38" y="-7" width="34" height="14" rx="7" fill="${css(glaze)}"/>`
  );
}

function pencil(random: Random): string {
  const wood = css(any(random));
  return `<path d="M-80 5H70L96 12L70 19H-80Z" fill="rgba(0, 0, 0, .25)"/><rect x="-84" width="152" height="13" fill="${wood}"/><path d="M68 0L94 6.5L68 13Z" fill="hsl(36, 50%, 76%)"/><path d="M86 4.5L94 6.5L86 8.5Z" fill="#222"/>`;
}

function glasses(): string {
  return '<g fill="rgba(20, 20, 26, .82)" stroke="#1a1a1d" stroke-width="5"><ellipse cx="-36" rx="30" ry="25"/><ellipse cx="36" rx="30" ry="25"/><path d="M-6 -4Q0 -10 6 -4M-66 -6L-78 -60M66 -6L78 -60" fill="none"/></g>';
}

function envelope(random: Random): string {
  const paper = any(random);
  return `<rect x="-78" y="-50" width="164" height="112" fill="rgba(0, 0, 0, .2)"/><rect x="-82" y="-56" width="164" height="112" fill="${css(shade(paper, 14))}"/><path d="M-82 -56L0 10L82 -56" fill="none" stroke="${css(shade(paper, -14))}" stroke-width="3"/>`;
}

function frame(random: Random): string {
  const art = any(random);
  return `<rect x="-66" y="-80" width="136" height="166" fill="rgba(0, 0, 0, .2)"/><rect x="-70" y="-84" width="136" height="166" fill="${css(shade(art, -28))}"/><rect x="-58" y="-72" width="112" height="142" fill="#f3efe8"/><circle cx="-2" cy="-6" r="34" fill="${css(art)}"/>`;
}
