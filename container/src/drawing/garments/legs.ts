import { type Colour, css } from '../colour';
import { chooseFabric, type Weave } from '../fabric';
import { line, shape, symmetric } from '../outline';
import type { Random } from '../random';
import { Tailor } from '../tailor';

const thread: Colour = { hue: 34, saturation: 60, lightness: 58 };

/** Half widths of a pair of legs; `knee` and `hem` are measured from the middle to the outer side. */
interface Legs {
  waist: number;
  hip: number;
  outer: number;
  inner: number;
  top: number;
  crotch: number;
  bottom: number;
}

export function pants(random: Random, prefix: string): Tailor {
  const style = random.pick(['jeans', 'jeans', 'chinos', 'joggers', 'wide'] as const);
  const tailor = tailorFor(
    random,
    prefix,
    style === 'jeans' ? ['denim'] : ['plain', 'plain', 'plain', 'pinstripes', 'checks'],
  );
  const hip = random.between(116, 138);
  const flare = {
    jeans: random.between(-8, 22),
    chinos: random.between(-2, 18),
    joggers: random.between(-12, 6),
    wide: random.between(42, 76),
  };
  const narrow = { jeans: 74, chinos: 78, joggers: 62, wide: 118 };
  const outer = hip + flare[style];
  const legs: Legs = {
    waist: hip - random.between(14, 26),
    hip,
    outer,
    inner: outer - narrow[style] - random.wobble(6),
    top: -325,
    crotch: random.between(-110, -70),
    bottom: random.between(295, 335),
  };
  sewLegs(tailor, legs);
  if (style === 'joggers')
    for (const side of [1, -1])
      tailor.rib(line([side * (legs.inner - 2), legs.bottom - 12], [side * (outer + 2), legs.bottom - 12]), 26);
  sewFront(tailor, legs, style === 'joggers' || (style === 'wide' && random.chance(0.5)));
  return tailor;
}

export function shorts(random: Random, prefix: string): Tailor {
  const style = random.pick(['denim', 'sport', 'chino', 'sport'] as const);
  const weaves: Weave[] = style === 'denim' ? ['denim'] : ['plain', 'plain', 'plain', 'flowers', 'checks'];
  const tailor = tailorFor(random, prefix, weaves);
  const hip = random.between(168, 188);
  const outer = hip + random.between(12, 44);
  const legs: Legs = {
    waist: hip - random.between(22, 36),
    hip,
    outer,
    inner: random.between(16, 30),
    top: -170,
    crotch: random.between(10, 48),
    bottom: random.between(120, 210),
  };
  sewLegs(tailor, legs);
  if (style === 'sport' && random.chance(0.6)) sideStripes(tailor, legs);
  sewFront(tailor, legs, style === 'sport');
  return tailor;
}

function tailorFor(random: Random, prefix: string, weaves: Weave[]): Tailor {
  return new Tailor(random, chooseFabric(random, weaves), prefix);
}

function sewLegs(tailor: Tailor, { waist, hip, outer, inner, top, crotch, bottom }: Legs): void {
  const knee = crotch + (bottom - crotch) * 0.45;
  const back = symmetric([0, top - 12], [waist - 4, top - 4], [waist - 10, top + 24], [0, top + 20]);
  tailor.panel(back, tailor.inside);
  tailor.panel(
    symmetric(
      [0, top + 10],
      [waist * 0.5, top + 8, waist, top],
      [hip, top + 60, hip + 2, top + 120, (hip * 1.4 + outer) / 2.4, knee],
      [outer, bottom],
      [(outer + inner) / 2, bottom + 9, inner, bottom + 2],
      [inner * 0.55 + 4, knee, 7, crotch + 34, 0, crotch],
    ),
  );
  for (const side of [1, -1]) {
    tailor.stitch(line([side * (inner + 1), bottom - 16], [side * (outer - 1), bottom - 18]));
    const middle = (outer + inner) / 2;
    tailor.fold(line([side * 10, crotch - 4], [side * hip * 0.5, crotch - 34, side * hip * 0.82, crotch - 30]), 0.2);
    tailor.fold(line([side * 16, crotch + 16], [side * middle * 0.8, crotch + 30]), 0.16);
    tailor.fold(line([side * (middle - 14), knee - 12], [side * (middle + 22), knee - 26]), 0.16);
    tailor.fold(line([side * middle, knee + 30], [side * (middle + 4), bottom - 34]), 0.12);
  }
  tailor.seam(line([0, top + 40], [0, crotch]), 2.4);
}

function sewFront(tailor: Tailor, { waist, hip, top }: Legs, elastic: boolean): void {
  const belt = line([-waist, top + 16], [0, top + 26, waist, top + 16]);
  const sewn = tailor.fabric.weave === 'denim' ? css(thread, 0.85) : undefined;
  for (const side of [1, -1]) {
    const pocket = line([side * waist * 0.46, top + 34], [side * waist * 0.6, top + 84, side * (hip - 4), top + 92]);
    tailor.seam(pocket);
    tailor.stitch(`${pocket}`, sewn);
  }
  if (elastic) {
    tailor.rib(belt, 30);
    for (const side of [1, -1]) {
      tailor.stroke(
        line([side * 5, top + 26], [side * 16, top + 62, side * 10, top + 96]),
        css(tailor.fabric.accent),
        4.5,
      );
    }
    return;
  }
  tailor.band(belt, 28);
  tailor.stitch(line([20, top + 40], [22, top + 100, 2, top + 120]), sewn);
  tailor.button(0, top + 25, 8, sewn && 'hsl(34, 45%, 50%)');
  for (const x of [-0.72, -0.32, 0.32, 0.72]) {
    tailor.panel(
      shape([waist * x - 5, top + 4], [waist * x + 5, top + 4], [waist * x + 5, top + 42], [waist * x - 5, top + 42]),
    );
  }
}

function sideStripes(tailor: Tailor, { hip, outer, top, bottom }: Legs): void {
  for (const side of [1, -1]) {
    for (const inset of [12, 28]) {
      const path = line(
        [side * (hip - inset - 8), top + 60],
        [side * (hip - inset + 2), top + 120, side * (outer - inset), bottom - 4],
      );
      tailor.stroke(path, css(tailor.fabric.accent), 8);
    }
  }
}
