import { chooseFabric } from '../fabric';
import { line, type Stretch, symmetric } from '../outline';
import type { Random } from '../random';
import { Tailor } from '../tailor';

/** From the waist to somewhere above the ankle, in one piece: pencil, flared or pleated. */
export function skirt(random: Random, prefix: string): Tailor {
  const style = random.pick(['pencil', 'flared', 'pleated', 'flared'] as const);
  const fabric = chooseFabric(random, ['plain', 'plain', 'tartan', 'flowers', 'dots', 'denim']);
  const tailor = new Tailor(random, fabric, prefix);
  const waist = random.between(100, 124);
  const hem = style === 'pencil' ? waist + random.between(14, 40) : waist + random.between(84, 140);
  const bottom = style === 'pencil' ? random.between(190, 265) : random.between(130, 215);
  const top = -210;
  const right: Stretch[] = [
    [waist * 0.5, top - 4, waist, top],
    style === 'pencil'
      ? [waist + 46, top + 120, hem + 18, top + 210, hem, bottom]
      : [waist + (hem - waist) * 0.5, top + 90, hem - 12, bottom - 120, hem, bottom],
    ...(style === 'pencil' ? [[hem * 0.5, bottom + 12, 0, bottom + 12] as Stretch] : ruffledHem(hem, bottom)),
  ];
  tailor.panel(symmetric([0, top - 4], ...right));
  if (style === 'pleated') pleats(tailor, { waist, hem, top, bottom });
  else if (style === 'flared') drape(tailor, { waist, hem, top, bottom });
  else slit(tailor, { waist, hem, top, bottom });
  tailor.band(line([-waist, top + 9], [0, top + 6, waist, top + 9]), random.between(24, 36));
  if (random.chance(0.4)) tailor.button(0, top + 8, 8);
  return tailor;
}

/** The right half of a hem that swings: walked from the side to the middle. */
export function ruffledHem(hem: number, bottom: number): Stretch[] {
  const third = hem / 3;
  return [
    [hem - third * 0.5, bottom + 26, hem - third, bottom + 10],
    [hem - third * 1.5, bottom + 32, hem - third * 2, bottom + 16],
    [third * 0.5, bottom + 34, 0, bottom + 20],
  ];
}

interface Lengths {
  waist: number;
  hem: number;
  top: number;
  bottom: number;
}

function pleats(tailor: Tailor, { waist, hem, top, bottom }: Lengths): void {
  const count = tailor.random.whole(7, 11);
  for (let index = 1; index < count; index += 1) {
    const share = (index / count) * 2 - 1;
    const path = line(
      [waist * share, top + 20],
      [hem * share * 0.72, (top + bottom) / 2 - 20, hem * share, bottom + 10],
    );
    tailor.fold(path, 0.22);
    tailor.seam(path, 1.6);
  }
}

function drape(tailor: Tailor, { waist, hem, top, bottom }: Lengths): void {
  for (const share of [-0.72, -0.42, -0.12, 0.2, 0.5, 0.78]) {
    const start = top + tailor.random.between(30, 110);
    tailor.fold(
      line([waist * share * 0.9, start], [hem * share * 0.7, (top + bottom) / 2, hem * share * 0.95, bottom]),
      0.2,
    );
  }
  if (tailor.random.chance(0.4)) tailor.band(line([-hem + 3, bottom - 26], [0, bottom + 6, hem - 3, bottom - 26]), 12);
}

function slit(tailor: Tailor, { waist, hem, top, bottom }: Lengths): void {
  for (const side of [1, -1]) {
    tailor.seam(line([side * waist * 0.5, top + 22], [side * waist * 0.56, top + 110]), 1.6);
    tailor.fold(line([side * waist * 0.3, top + 130], [side * waist * 0.8, top + 100]), 0.15);
  }
  tailor.stitch(line([-hem + 4, bottom - 16], [0, bottom - 4, hem - 4, bottom - 16]));
  if (tailor.random.chance(0.5)) tailor.seam(line([hem * 0.3, bottom - 110], [hem * 0.3, bottom + 8]), 3);
  else for (let y = top + 50; y < bottom - 20; y += 46) tailor.button(0, Math.round(y), 7);
}
