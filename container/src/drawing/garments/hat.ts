import { css, shade } from '../colour';
import { chooseFabric, type Weave } from '../fabric';
import { ellipse, line, shape, symmetric } from '../outline';
import type { Random } from '../random';
import { Tailor } from '../tailor';

export function hat(random: Random, prefix: string): Tailor {
  const [sew, weaves] = random.pick<[(tailor: Tailor) => void, Weave[]]>([
    [cap, ['plain', 'plain', 'denim', 'plain']],
    [cap, ['plain', 'plain', 'denim', 'plain']],
    [beanie, ['knit', 'knit', 'stripes']],
    [brimmed, ['knit', 'plain']],
    [bucket, ['plain', 'flowers', 'checks', 'denim']],
  ]);
  const tailor = new Tailor(random, chooseFabric(random, weaves), prefix);
  sew(tailor);
  return tailor;
}

function cap(tailor: Tailor): void {
  const { random } = tailor;
  const visor = random.chance(0.4) ? css(tailor.fabric.accent) : tailor.trim;
  const high = random.between(-188, -160);
  tailor.panel(shape([-196, 66], [-206, high, 0, high], [206, high, 196, 66], [0, 130, -196, 66]));
  tailor.seam(line([0, high], [4, 0, 0, 92]));
  for (const side of [1, -1]) {
    tailor.seam(line([side * 4, high + 2], [side * 110, high + 60, side * 122, 84]));
    tailor.stitch(line([side * 12, high + 4], [side * 120, high + 62, side * 132, 82]));
    tailor.fill(ellipse(side * 66, -80, 5, 6), tailor.inside);
  }
  tailor.button(0, Math.round(high), 12, tailor.trim);
  if (random.chance(0.75)) emblem(tailor);
  tailor.panel(
    shape([-190, 64], [0, 6, 190, 64], [226, 128, 176, 156], [0, 224, -176, 156], [-226, 128, -190, 64]),
    visor,
  );
  for (const inset of [16, 32, 48])
    tailor.stitch(line([-186 + inset * 0.3, 146 - inset], [0, 214 - inset, 186 - inset * 0.3, 146 - inset]));
  tailor.fold(line([-150, 78], [0, 32, 150, 78]), 0.2);
}

const letters = [
  'v48h24',
  'h26v48h-26z',
  'v48m0 -24h22m0 -24v48',
  'h30m-15 0v48',
  'v48m0 -48l24 48v-48',
  'h24l-24 48h24',
];

function emblem(tailor: Tailor): void {
  const ink = css(tailor.fabric.accent);
  if (tailor.random.chance(0.5)) {
    tailor.fill(ellipse(0, -38, 50, 46), ink);
    tailor.fill(shape([-26, -16], [0, -70], [26, -16], [0, -30]), css(tailor.fabric.base));
    return;
  }
  for (let index = 0; index < 4; index += 1) {
    const letter = tailor.random.pick(letters);
    tailor.stroke(`M${-82 + index * 46} -62${letter}`, ink, 10);
  }
}

function beanie(tailor: Tailor): void {
  const { random } = tailor;
  const high = random.between(-200, -160);
  if (random.chance(0.55)) {
    const [x, y] = [random.wobble(6), high - 26];
    const fluff = css(random.chance(0.5) ? tailor.fabric.accent : shade(tailor.fabric.base, 14));
    for (let angle = 0; angle < 360; angle += 9) {
      const reach = random.between(44, 60);
      tailor.stroke(
        line([x, y], [x + Math.cos((angle * Math.PI) / 180) * reach, y + Math.sin((angle * Math.PI) / 180) * reach]),
        fluff,
        12,
        'stroke-linecap="round" opacity=".85"',
      );
    }
  }
  tailor.panel(
    shape(
      [-172, 90],
      [-196, -60, -140, high + 46],
      [-80, high - 14, 0, high],
      [80, high - 14, 140, high + 46],
      [196, -60, 172, 90],
    ),
  );
  for (const share of [-0.7, -0.4, -0.13, 0.15, 0.42, 0.7])
    tailor.fold(line([172 * share, 80], [190 * share, -60, 60 * share, high + 20]), 0.16);
  const cuff = shape([-182, 66], [0, 88, 182, 66], [188, 110, 178, 158], [0, 186, -178, 158], [-188, 110, -182, 66]);
  tailor.panel(cuff, tailor.trim);
  tailor.stroke(
    line([-182, 112], [0, 136, 182, 112]),
    css(shade(tailor.fabric.base, -26), 0.3),
    84,
    'stroke-dasharray="3.5 7"',
  );
  if (random.chance(0.35)) tailor.panel(shape([-34, 104], [34, 104], [34, 148], [-34, 148]), css(tailor.fabric.accent));
}

function brimmed(tailor: Tailor): void {
  const { random } = tailor;
  const brim = random.between(230, 276);
  tailor.panel(ellipse(0, 70, brim, random.between(72, 92)));
  tailor.panel(ellipse(0, 62, 168, 44), tailor.inside);
  tailor.panel(
    shape(
      [-150, 62],
      [-146, -60, -116, -128],
      [-60, -172, 0, -138],
      [60, -172, 116, -128],
      [146, -60, 150, 62],
      [0, 112, -150, 62],
    ),
  );
  tailor.fold(line([-60, -128], [0, -96, 60, -128]), 0.3);
  tailor.fold(line([-90, -60], [-70, 0, -76, 40]), 0.16);
  tailor.band(line([-149, 44], [0, 94, 149, 44]), random.between(28, 42), css(tailor.fabric.accent));
  if (random.chance(0.4))
    for (const side of [1, -1])
      tailor.panel(shape([116, 52], [116 + side * 34, 34], [116 + side * 30, 76]), css(tailor.fabric.accent));
}

function bucket(tailor: Tailor): void {
  const { random } = tailor;
  const high = random.between(-160, -130);
  tailor.panel(symmetric([0, 34], [130, 34], [200, 70, 244, 132], [160, 190, 0, 190]));
  for (const drop of [24, 46, 68])
    tailor.stitch(line([-226 + drop, 122 - drop * 0.3], [0, 176 - drop * 0.3, 226 - drop, 122 - drop * 0.3]));
  tailor.panel(
    shape(
      [-150, 62],
      [-132, high],
      [-60, high - 26, 0, high - 24],
      [60, high - 26, 132, high],
      [150, 62],
      [0, 104, -150, 62],
    ),
  );
  tailor.seam(line([-132, high + 4], [0, high + 30, 132, high + 4]));
  tailor.band(line([-150, 54], [0, 96, 150, 54]), 12);
  for (const x of [-70, 70]) tailor.button(x, -20, 6, 'hsl(45, 12%, 66%)');
}
