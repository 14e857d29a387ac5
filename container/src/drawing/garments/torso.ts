import { line, type Stretch, symmetric } from '../outline';
import type { Tailor } from '../tailor';

/** Half widths and heights of whatever covers the upper body; y grows downwards from the middle of the picture. */
export interface Cut {
  top: number;
  neck: number;
  neckDrop: number;
  pointed?: boolean;
  shoulder: number;
  chest: number;
  underarm: number;
  waist: number;
  hem: number;
  bottom: number;
  hemCurve: number;
  sleeves?: Sleeves;
}

/** `angle` is measured from the vertical, in degrees. */
export interface Sleeves {
  length: number;
  angle: number;
  cuff: number;
}

const slope = 34;

export function neckline({ top, neck, neckDrop, pointed }: Cut): string {
  const low = top + neckDrop;
  if (pointed) return line([-neck, top], [0, low], [neck, top]);
  return line([-neck, top], [-neck * 0.92, low, 0, low], [neck * 0.92, low, neck, top]);
}

export function hemLine({ hem, bottom, hemCurve }: Cut, above = 0): string {
  const low = bottom + hemCurve - above;
  return line([-hem, bottom - above], [-hem * 0.5, low, 0, low], [hem * 0.5, low, hem, bottom - above]);
}

/** The seen part of the back, the sleeves, then the front over both. */
export function sewTorso(tailor: Tailor, cut: Cut): void {
  const { top, neck, neckDrop } = cut;
  if (neckDrop > 0) {
    const back = symmetric(
      [0, top + 7],
      [neck * 0.6, top + 7, neck, top - 3],
      [neck, top + neckDrop + 12, 0, top + neckDrop + 14],
    );
    tailor.panel(back, tailor.inside);
  }
  if (cut.sleeves) sewSleeves(tailor, cut, cut.sleeves);
  tailor.panel(torsoOutline(cut));
  creases(tailor, cut);
}

function torsoOutline(cut: Cut): string {
  const { top, neck, neckDrop, pointed, shoulder, chest, underarm, waist, hem, bottom, hemCurve } = cut;
  const low = top + neckDrop;
  const collar: Stretch = pointed ? [neck, top] : [neck * 0.92, low, neck, top];
  const middle = (underarm + bottom) / 2;
  return symmetric(
    [0, low],
    collar,
    [shoulder, top + slope],
    [shoulder - 16, top + slope + 45, chest - 20, underarm - 30, chest, underarm],
    [waist - (chest - waist) * 0.3, middle - 30, waist, middle + 10, hem, bottom],
    [hem * 0.5, bottom + hemCurve, 0, bottom + hemCurve],
  );
}

export interface SleeveShape {
  start: [number, number];
  stretches: Stretch[];
  outer: [number, number];
  inner: [number, number];
}

export function sleeveShape({ top, shoulder, chest, underarm }: Cut, { length, angle, cuff }: Sleeves): SleeveShape {
  const [across, down] = [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)];
  const start: [number, number] = [shoulder - 2, top + slope];
  const outer: [number, number] = [start[0] + across * length, start[1] + down * length];
  const inner: [number, number] = [outer[0] - down * cuff, outer[1] + across * cuff];
  const bulge = Math.min(46, length * 0.3);
  const stretches: Stretch[] = [
    [start[0] + across * bulge + down * 12, start[1] + down * bulge * 0.5, ...outer],
    inner,
    [(inner[0] + chest) / 2 + across * 4, (inner[1] + underarm) / 2 - 6, chest - 6, underarm + 4],
    [shoulder - 40, underarm - 40],
  ];
  return { start, stretches, outer, inner };
}

function sewSleeves(tailor: Tailor, cut: Cut, sleeves: Sleeves): void {
  const { start, stretches, outer, inner } = sleeveShape(cut, sleeves);
  tailor.pair(start, stretches, { right: tailor.cloth(-sleeves.angle), left: tailor.cloth(sleeves.angle) });
  if (sleeves.length < 250) return;
  const [high, low] = [
    [start[0] - 12, start[1] + 30],
    [(outer[0] + inner[0]) / 2, (outer[1] + inner[1]) / 2],
  ] as const;
  const along = (share: number, aside: number): [number, number] => [
    high[0] + (low[0] - high[0]) * share + aside,
    high[1] + (low[1] - high[1]) * share,
  ];
  for (const side of [1, -1]) {
    const mirror = ([x, y]: [number, number]): [number, number] => [side * x, y];
    tailor.fold(line(mirror(along(0.42, -16)), mirror(along(0.37, 14))), 0.17);
    tailor.fold(line(mirror(along(0.56, 6)), mirror(along(0.86, -3))), 0.14);
  }
}

function creases(tailor: Tailor, { chest, underarm, bottom, hem }: Cut): void {
  const { random } = tailor;
  for (const side of [1, -1]) {
    const [x, y] = [side * (chest - 22), underarm + 22];
    tailor.fold(
      line([x, y], [x - side * random.between(20, 40), y + 30, x - side * random.between(40, 70), y + 84]),
      0.15,
    );
    const foot = side * hem * random.between(0.25, 0.65);
    tailor.fold(line([foot, bottom - 14], [foot - side * 14, bottom - 90, foot + side * 12, bottom - 150]), 0.13);
  }
}
