import { chooseFabric } from '../fabric';
import { line, shape } from '../outline';
import type { Random } from '../random';
import { Tailor } from '../tailor';
import { printOnChest } from './print';
import { type Cut, hemLine, neckline, sewTorso, sleeveShape } from './torso';

export function tShirt(random: Random, prefix: string): Tailor {
  const tailor = new Tailor(
    random,
    chooseFabric(random, ['plain', 'plain', 'plain', 'stripes', 'dots', 'flowers']),
    prefix,
  );
  const chest = random.between(138, 172);
  const sleeves = { length: random.between(112, 150), angle: random.between(44, 66), cuff: random.between(84, 104) };
  const cut: Cut = {
    top: -235,
    neck: random.between(54, 74),
    neckDrop: random.between(34, 66),
    pointed: random.chance(0.25),
    shoulder: chest + random.between(-4, 8),
    chest,
    underarm: -98,
    waist: chest - random.between(0, 16),
    hem: chest + random.between(-4, 10),
    bottom: random.between(215, 262),
    hemCurve: random.between(2, 14),
    sleeves,
  };
  sewTorso(tailor, cut);
  tailor.band(neckline(cut), random.between(8, 13), random.chance(0.2) ? tailor.inside : tailor.trim);
  tailor.stitch(hemLine(cut, 14));
  cuffStitches(tailor, cut, 12);
  if (tailor.fabric.weave === 'plain' && random.chance(0.62)) printOnChest(tailor, -70);
  else if (tailor.fabric.weave !== 'stripes' && random.chance(0.2)) pocket(tailor);
  return tailor;
}

export function longsleeve(random: Random, prefix: string): Tailor {
  const knitted = random.chance(0.6);
  const fabric = chooseFabric(
    random,
    knitted ? ['knit', 'knit', 'stripes', 'plain'] : ['plain', 'plain', 'stripes', 'dots'],
  );
  // Upright stripes would make it a shirt without buttons, even to people.
  fabric.turn = 0;
  const tailor = new Tailor(random, fabric, prefix);
  const chest = random.between(128, 165);
  const turtleneck = knitted && random.chance(0.35);
  const hanging = random.chance(0.5);
  const cut: Cut = {
    top: -235,
    neck: turtleneck ? random.between(42, 50) : random.between(52, 70),
    neckDrop: turtleneck ? 16 : random.between(30, 58),
    pointed: !turtleneck && random.chance(0.22),
    shoulder: chest + random.between(-6, 10),
    chest,
    underarm: -92,
    waist: chest - random.between(0, 14),
    hem: chest + random.between(-14, 6),
    bottom: random.between(215, 262),
    hemCurve: random.between(2, 10),
    sleeves: {
      length: random.between(385, 455),
      angle: hanging ? random.between(8, 16) : random.between(20, 34),
      cuff: random.between(42, 58),
    },
  };
  sewTorso(tailor, cut);
  if (turtleneck) rollNeck(tailor, cut);
  else tailor.rib(neckline(cut), 13);
  if (knitted) {
    tailor.rib(hemLine(cut, 12), 26);
    cuffs(tailor, cut, 22);
  } else {
    tailor.stitch(hemLine(cut, 14));
    cuffStitches(tailor, cut, 12);
    if (fabric.weave === 'plain' && random.chance(0.35)) printOnChest(tailor, -60);
  }
  return tailor;
}

function pocket(tailor: Tailor): void {
  tailor.panel(shape([36, -96], [98, -96], [98, -34], [67, -18], [36, -34]), tailor.trim);
  tailor.stitch(line([38, -85], [96, -85]));
}

function rollNeck(tailor: Tailor, { top, neck }: Cut): void {
  const height = tailor.random.between(44, 66);
  tailor.rib(line([0, top + 20], [0, top + 20 - height]), neck * 2);
  tailor.fold(line([-neck + 8, top - height * 0.35], [0, top - height * 0.25, neck - 8, top - height * 0.35]), 0.25);
}

/** Ribbed ends of the sleeves. */
export function cuffs(tailor: Tailor, cut: Cut, width: number): void {
  for (const path of cuffLines(cut, width / 2)) tailor.rib(path, width);
}

export function cuffStitches(tailor: Tailor, cut: Cut, above: number): void {
  for (const path of cuffLines(cut, above)) tailor.stitch(path);
}

/** Lines across both sleeves, some way above their ends. */
export function cuffLines(cut: Cut, above: number): string[] {
  const sleeves = cut.sleeves!;
  const { outer, inner } = sleeveShape(cut, sleeves);
  const [across, down] = [
    Math.sin((sleeves.angle * Math.PI) / 180) * above,
    Math.cos((sleeves.angle * Math.PI) / 180) * above,
  ];
  return [1, -1].map((side) =>
    line([side * (outer[0] - across), outer[1] - down], [side * (inner[0] - across), inner[1] - down]),
  );
}
