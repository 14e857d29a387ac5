import { chooseFabric } from '../fabric';
import { line, type Stretch, symmetric } from '../outline';
import type { Random } from '../random';
import { Tailor } from '../tailor';
import { ruffledHem } from './skirt';
import { type Cut, sleeveShape } from './torso';

/** Bodice and skirt in one piece: straps, or short sleeves. */
export function dress(random: Random, prefix: string): Tailor {
  const fabric = chooseFabric(random, ['flowers', 'flowers', 'dots', 'plain', 'plain', 'stripes']);
  const tailor = new Tailor(random, fabric, prefix);
  const strapped = random.chance(0.5);
  const chest = random.between(98, 116);
  const waist = chest - random.between(14, 30);
  const hem = waist + (random.chance(0.3) ? random.between(30, 55) : random.between(78, 130));
  const [top, underarm, waistLine, bottom] = [-325, -218, random.between(-90, -40), random.between(235, 325)];
  const neck = strapped ? chest - 38 : random.between(44, 58);
  const drop = strapped ? random.between(66, 84) : random.between(34, 58);
  if (!strapped) {
    const cut = { top, shoulder: chest - 2, chest: chest - 6, underarm } as Cut;
    const sleeves = { length: random.between(72, 130), angle: random.between(30, 46), cuff: random.between(66, 80) };
    const { start, stretches } = sleeveShape(cut, sleeves);
    tailor.pair(start, stretches, { right: tailor.cloth(-sleeves.angle), left: tailor.cloth(sleeves.angle) });
  }
  const back: Stretch[] = [
    [neck * 0.7, top + 14, neck, top],
    [neck, top + drop + 18, 0, top + drop + 18],
  ];
  tailor.panel(symmetric([0, top + (strapped ? 58 : 12)], ...back), tailor.inside);
  const bodice: Stretch[] = [
    [neck * 0.9, top + drop, neck, top],
    strapped ? [neck + 22, top + 2] : [chest, top + 34],
    [chest - 18, top + 64, chest - 10, underarm - 14, chest, underarm],
    [chest - 4, underarm + 60, waist, waistLine - 50, waist, waistLine],
  ];
  skirtPart(tailor, { waist, waistLine, hem, bottom });
  tailor.panel(symmetric([0, top + drop], ...bodice, [0, waistLine + 8, 0, waistLine + 6]));
  for (const side of [1, -1]) {
    tailor.fold(line([side * (chest - 16), underarm + 12], [side * (waist - 26), underarm + 58]), 0.16);
    tailor.seam(line([side * chest * 0.5, underarm + 34], [side * waist * 0.5, waistLine]), 1.4);
  }
  tailor.band(line([-neck, top], [-neck * 0.9, top + drop, 0, top + drop], [neck * 0.9, top + drop, neck, top]), 6);
  if (random.chance(0.6)) belt(tailor, waist, waistLine);
  return tailor;
}

interface SkirtPart {
  waist: number;
  waistLine: number;
  hem: number;
  bottom: number;
}

function skirtPart(tailor: Tailor, { waist, waistLine, hem, bottom }: SkirtPart): void {
  const right: Stretch[] = [
    [waist, waistLine],
    [waist + (hem - waist) * 0.55, waistLine + 60, hem - 6, bottom - 150, hem, bottom],
    ...ruffledHem(hem, bottom),
  ];
  tailor.panel(symmetric([0, waistLine], ...right));
  for (const share of [-0.7, -0.38, -0.08, 0.24, 0.6]) {
    const bend = tailor.random.wobble(14);
    tailor.fold(
      line(
        [waist * share * 0.8, waistLine + 24],
        [hem * share * 0.75 + bend, (waistLine + bottom) / 2, hem * share, bottom - 16],
      ),
      0.17,
    );
  }
}

function belt(tailor: Tailor, waist: number, y: number): void {
  const { random } = tailor;
  tailor.band(
    line([-waist - 2, y], [0, y + 12, waist + 2, y]),
    random.between(12, 20),
    random.chance(0.5) ? tailor.inside : tailor.trim,
  );
  if (random.chance(0.5)) return;
  const x = random.between(-30, 30);
  for (const side of [1, -1]) {
    tailor.band(line([x, y + 8], [x + side * 34, y - 22, x + side * 44, y + 4], [x + side * 28, y + 20, x, y + 8]), 6);
    tailor.band(line([x, y + 8], [x + side * 14, y + 50, x + side * 22, y + 92]), 6);
  }
}
