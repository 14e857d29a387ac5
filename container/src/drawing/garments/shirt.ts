import { css, shade } from '../colour';
import { chooseFabric } from '../fabric';
import { line, shape } from '../outline';
import type { Random } from '../random';
import { Tailor } from '../tailor';
import { cuffLines, cuffStitches } from './tops';
import { type Cut, hemLine, sewTorso } from './torso';

/** Collar, buttons all the way down, mostly checked or striped. */
export function shirt(random: Random, prefix: string): Tailor {
  const fabric = chooseFabric(random, ['plain', 'checks', 'tartan', 'tartan', 'pinstripes', 'dots', 'denim']);
  const tailor = new Tailor(random, fabric, prefix);
  const chest = random.between(138, 164);
  const short = random.chance(0.4);
  const cut: Cut = {
    top: -238,
    neck: random.between(46, 56),
    neckDrop: random.between(44, 62),
    pointed: true,
    shoulder: chest + random.between(-2, 8),
    chest,
    underarm: -92,
    waist: chest - random.between(2, 18),
    hem: chest + random.between(-4, 8),
    bottom: random.between(205, 250),
    hemCurve: random.between(16, 44),
    sleeves: short
      ? { length: random.between(110, 145), angle: random.between(30, 48), cuff: random.between(80, 98) }
      : {
          length: random.between(385, 440),
          angle: random.chance(0.5) ? random.between(9, 16) : random.between(20, 32),
          cuff: random.between(52, 64),
        },
  };
  sewTorso(tailor, cut);
  placket(tailor, cut);
  if (random.chance(0.6)) chestPocket(tailor, 78);
  if (random.chance(0.25)) chestPocket(tailor, -78);
  if (short) cuffStitches(tailor, cut, 16);
  else for (const path of cuffLines(cut, 17)) tailor.band(path, 34, css(shade(fabric.base, -3)));
  tailor.stitch(hemLine(cut, 8));
  collar(tailor, cut);
  return tailor;
}

function placket(tailor: Tailor, { top, neckDrop, bottom, hemCurve }: Cut): void {
  const [high, low] = [top + neckDrop, bottom + hemCurve];
  tailor.panel(shape([-15, high - 12], [15, high - 12], [15, low - 1], [-15, low - 1]));
  tailor.stitch(line([-10, high], [-10, low]));
  tailor.stitch(line([10, high], [10, low]));
  const count = 6;
  for (let index = 0; index < count; index += 1)
    tailor.button(0, Math.round(high + 22 + ((low - high - 66) / (count - 1)) * index));
}

function chestPocket(tailor: Tailor, x: number): void {
  tailor.panel(shape([x - 33, -92], [x + 33, -92], [x + 33, -28], [x, -12], [x - 33, -28]));
  tailor.stitch(line([x - 33, -80], [x + 33, -80]));
}

function collar(tailor: Tailor, { top, neck, neckDrop }: Cut): void {
  const paint = tailor.cloth(tailor.fabric.weave === 'pinstripes' ? 90 : 0);
  tailor.panel(
    shape(
      [-neck + 4, top - 8],
      [0, top - 24, neck - 4, top - 8],
      [neck - 14, top + 14],
      [0, top + 4, -neck + 14, top + 14],
    ),
    tailor.inside,
  );
  tailor.pair(
    [neck - 10, top - 16],
    [
      [neck + 14, top + 2],
      [neck + 22, top + neckDrop + 16],
      [4, top + neckDrop + 4],
      [neck - 20, top + neckDrop * 0.4, neck - 10, top - 16],
    ],
    { right: paint, left: paint },
  );
  for (const side of [1, -1]) {
    tailor.stitch(
      line([side * (neck + 8), top + 8], [side * (neck + 14), top + neckDrop + 8], [side * 16, top + neckDrop - 2]),
    );
  }
}
