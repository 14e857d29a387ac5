import { css, shade } from '../colour';
import { chooseFabric } from '../fabric';
import { line, shape, symmetric } from '../outline';
import type { Random } from '../random';
import { Tailor } from '../tailor';
import { cuffLines, cuffs } from './tops';
import { type Cut, hemLine, sewTorso } from './torso';

/** Coats, puffers and hooded jackets: wide, closed by a zip or large buttons, with pockets. */
export function outwear(random: Random, prefix: string): Tailor {
  const style = random.pick(['puffer', 'coat', 'hooded', 'puffer', 'hooded'] as const);
  const fabric = chooseFabric(random, style === 'coat' ? ['plain', 'plain', 'tartan'] : ['plain', 'plain', 'denim']);
  const tailor = new Tailor(random, fabric, prefix);
  const chest = random.between(160, 186);
  const cut: Cut = {
    top: -225,
    neck: random.between(56, 68),
    neckDrop: style === 'coat' ? random.between(120, 165) : random.between(26, 40),
    pointed: style === 'coat',
    shoulder: chest - 6,
    chest,
    underarm: -72,
    waist: chest - (style === 'coat' ? random.between(8, 26) : 4),
    hem: chest + (style === 'coat' ? random.between(4, 34) : random.between(-16, 4)),
    bottom: style === 'coat' ? random.between(275, 330) : random.between(205, 255),
    hemCurve: random.between(0, 8),
    sleeves: { length: random.between(380, 430), angle: random.between(9, 24), cuff: random.between(66, 82) },
  };
  if (style === 'hooded') hood(tailor, cut);
  sewTorso(tailor, cut);
  if (style === 'puffer') quilt(tailor, cut);
  if (style === 'coat') doubleBreasted(tailor, cut);
  else zip(tailor, cut);
  pockets(tailor, cut, style === 'coat');
  return tailor;
}

function hood(tailor: Tailor, { top, neck }: Cut): void {
  const high = top - tailor.random.between(92, 118);
  tailor.panel(symmetric([0, high], [neck + 60, high, neck + 52, top + 20], [neck + 20, top + 62, 0, top + 66]));
  tailor.panel(
    symmetric([0, high + 26], [neck + 22, high + 26, neck + 16, top + 12], [neck, top + 50, 0, top + 52]),
    tailor.inside,
  );
}

function zip(tailor: Tailor, cut: Cut): void {
  const { top, neckDrop, bottom, hemCurve, neck } = cut;
  const [high, low] = [top + neckDrop - 26, bottom + hemCurve];
  tailor.panel(
    symmetric(
      [0, top - 26],
      [neck - 2, top - 30],
      [neck + 10, top + 16],
      [neck * 0.6, top + neckDrop + 8, 0, top + neckDrop + 12],
    ),
    tailor.trim,
  );
  tailor.seam(line([-14, high], [-14, low]));
  tailor.seam(line([14, high], [14, low]));
  tailor.stroke(line([0, high - 12], [0, low]), 'hsl(220, 4%, 30%)', 8);
  tailor.stroke(line([0, high - 12], [0, low]), 'hsl(45, 12%, 72%)', 6, 'stroke-dasharray="2.5 2.5"');
  tailor.fill(shape([-5, high + 6], [5, high + 6], [4, high + 32], [-4, high + 32]), 'hsl(45, 10%, 62%)');
  tailor.rib(hemLine(cut, 13), 26);
  cuffs(tailor, cut, 24);
}

function quilt(tailor: Tailor, { underarm, bottom, hem, chest, top }: Cut): void {
  const step = tailor.random.between(44, 60);
  for (let y = underarm - step; y < bottom - 40; y += step) {
    const half = y < underarm ? chest - 28 : chest + ((hem - chest) * (y - underarm)) / (bottom - underarm) - 3;
    const path = line([-half, y], [-half * 0.5, y + 7, 0, y + 4], [half * 0.5, y + 7, half, y]);
    tailor.fold(path, 0.3);
    tailor.seam(path, 2.4);
  }
  tailor.seam(line([-chest * 0.9, top + 76], [0, top + 88, chest * 0.9, top + 76]));
}

function doubleBreasted(tailor: Tailor, cut: Cut): void {
  const { top, neck, neckDrop, bottom, hemCurve } = cut;
  const low = top + neckDrop;
  const lapel = css(shade(tailor.fabric.base, 5));
  tailor.panel(symmetric([0, top + 10], [neck, top], [0, low]), css(tailor.fabric.accent));
  tailor.seam(line([26, low - 12], [30, bottom + hemCurve]), 3);
  const notch = top + neckDrop * 0.42;
  tailor.pair(
    [neck - 6, top - 22],
    [
      [neck + 26, top - 4],
      [neck + 34, notch - 10],
      [neck + 14, notch],
      [neck + 40, notch + 20],
      [6, low + 16],
      [neck - 34, notch, neck - 6, top - 22],
    ],
    { right: lapel, left: lapel },
  );
  for (const y of [low + 44, low + 104, low + 164]) for (const x of [-34, 34]) tailor.button(x, Math.round(y), 9.5);
  for (const path of cuffLines(cut, 38)) tailor.band(path, 9, tailor.trim);
}

function pockets(tailor: Tailor, { bottom, chest }: Cut, flaps: boolean): void {
  const y = Math.min(bottom - 120, 120);
  for (const side of [1, -1]) {
    const x = side * chest * 0.58;
    if (flaps)
      tailor.panel(shape([x - 42, y], [x + 42, y - 6 * side], [x + 42, y + 26], [x - 42, y + 30]), tailor.trim);
    else tailor.band(line([x - 18 * side, y + 44], [x + 14 * side, y - 28]), 7, tailor.inside);
  }
}
