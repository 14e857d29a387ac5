import { css, shade } from '../colour';
import { chooseFabric } from '../fabric';
import { ellipse, line, shape } from '../outline';
import type { Random } from '../random';
import { Tailor } from '../tailor';

/** A pair: seen from the side or from above. */
export function shoes(random: Random, prefix: string): Tailor {
  const tailor = new Tailor(random, chooseFabric(random, ['plain', 'plain', 'plain', 'plain', 'denim']), prefix);
  const one = random.pick([sneaker, sneaker, boot, fromAbove, fromAbove, heel]);
  // Both shoes of a pair must match, so what varies is chosen before either is drawn.
  const look = {
    sole: random.chance(0.7) ? 'hsl(40, 15%, 92%)' : css(shade(tailor.fabric.base, -15)),
    size: random.between(1, 1.18),
    mark: random.chance(0.6),
    laced: random.chance(0.6),
  };
  if (one === fromAbove) {
    const [gap, splay] = [random.between(92, 112), random.between(2, 10)];
    for (const side of [-1, 1]) {
      tailor.placed(
        `translate(${side * gap} ${side * 6}) rotate(${side * splay}) scale(${(side * look.size).toFixed(2)} ${look.size.toFixed(2)})`,
        () => one(tailor, look),
      );
    }
    tailor.reaches((gap + 92) * look.size, 205 * look.size);
    return tailor;
  }
  // Behind and in front: boots side by side, low shoes one above the other.
  const apart =
    one === boot
      ? { x: random.between(84, 120), y: random.between(18, 46) }
      : { x: random.between(-50, 50), y: random.between(88, 112) };
  for (const side of [-1, 1]) {
    const scale = look.size * (side < 0 ? 0.95 : 1);
    tailor.placed(
      `translate(${(side * apart.x).toFixed(0)} ${(side * apart.y).toFixed(0)}) rotate(${random.wobble(4).toFixed(1)}) scale(${scale.toFixed(2)})`,
      () => one(tailor, look),
    );
  }
  tailor.reaches(195 * look.size + Math.abs(apart.x), (one === boot ? 190 : 120) * look.size + apart.y);
  return tailor;
}

interface Look {
  sole: string;
  size: number;
  mark: boolean;
  laced: boolean;
}

function sneaker(tailor: Tailor, look: Look): void {
  const accent = css(tailor.fabric.accent);
  tailor.panel(
    shape(
      [-178, -104],
      [-120, -122, -74, -102],
      [-60, -92, -40, -74],
      [30, -20, 120, -6],
      [190, 6, 192, 52],
      [192, 62, 182, 64],
      [-182, 64],
      [-204, 0, -178, -104],
    ),
  );
  tailor.panel(shape([104, -10], [176, -2, 190, 50], [190, 64, 180, 66], [84, 66], [70, 20, 104, -10]), tailor.trim);
  tailor.panel(shape([-188, -30], [-150, -18, -118, 66], [-186, 66], [-196, 20, -188, -30]), tailor.trim);
  tailor.panel(shape([-168, -104], [-118, -118, -82, -98], [-104, -72, -164, -82]), tailor.inside);
  tailor.panel(
    shape([-76, -102], [-50, -124, -34, -112], [22, -46, 92, -16], [70, 0, 48, -4], [-10, -22, -76, -102]),
    tailor.trim,
  );
  for (const step of [0, 1, 2, 3, 4]) {
    const [x, y] = [-54 + step * 29, -84 + step * 18];
    tailor.stroke(line([x - 12, y + 14], [x + 16, y - 16]), '#f4f1ea', 6.5, 'stroke-linecap="round"');
    tailor.stroke(line([x - 8, y - 4], [x + 22, y + 6]), 'rgba(244, 241, 234, .75)', 5);
  }
  if (look.mark) tailor.stroke(line([-96, 48], [-20, 30, 44, -14]), accent, 13, 'stroke-linecap="round"');
  else for (const x of [-70, -42, -14]) tailor.stroke(line([x, 50], [x + 34, -14]), accent, 10);
  tailor.stitch(line([-110, -92], [-124, -20, -108, 60]));
  tailor.panel(
    shape(
      [-196, 56],
      [-60, 66, 40, 62],
      [150, 58, 196, 46],
      [204, 74, 188, 92],
      [0, 98, -186, 92],
      [-202, 82, -196, 56],
    ),
    look.sole,
  );
  tailor.seam(line([-192, 76], [0, 84, 196, 72]), 1.6);
}

function boot(tailor: Tailor, look: Look): void {
  tailor.panel(
    shape(
      [-128, -196],
      [-60, -204, 10, -194],
      [16, -120, 24, -62],
      [60, -36, 120, -20],
      [172, -4, 172, 56],
      [-132, 60],
      [-146, -60, -128, -196],
    ),
  );
  tailor.panel(shape([-122, -192], [-60, -200, 6, -192], [-50, -176, -122, -192]), tailor.inside);
  tailor.seam(line([24, -62], [-10, -20, -20, 56]));
  tailor.stitch(line([-120, 20], [-70, 6, -30, 16]));
  if (look.laced) {
    for (const y of [-168, -136, -104, -72])
      tailor.stroke(line([-30, y], [22, y + 12]), 'hsl(42, 30%, 78%)', 6, 'stroke-linecap="round"');
  } else tailor.stroke(line([-74, -190], [-80, -60, -70, 54]), 'hsl(45, 10%, 66%)', 5, 'stroke-dasharray="2.5 2"');
  tailor.fold(line([-110, -60], [-60, -44, 0, -66]), 0.25);
  tailor.fold(line([-112, -30], [-50, -20, 16, -46]), 0.2);
  const heelBlock = look.mark ? 34 : 12;
  tailor.panel(
    shape([-138, 54], [176, 50], [182, 72, 166, 78], [-40, 80], [-46, 80 + heelBlock], [-132, 80 + heelBlock]),
    look.laced ? look.sole : css(shade(tailor.fabric.base, -22)),
  );
}

function fromAbove(tailor: Tailor, look: Look): void {
  tailor.panel(
    shape(
      [-6, -196],
      [58, -200, 72, -96],
      [80, -20, 62, 70],
      [52, 190, 2, 190],
      [-52, 190, -56, 80],
      [-74, -20, -60, -100],
      [-52, -188, -6, -196],
    ),
    look.sole,
  );
  tailor.panel(
    shape(
      [-4, -186],
      [50, -190, 62, -96],
      [70, -20, 52, 70],
      [44, 180, 2, 180],
      [-44, 180, -46, 80],
      [-64, -20, -50, -100],
      [-44, -180, -4, -186],
    ),
  );
  if (look.laced) {
    tailor.panel(ellipse(2, 92, 36, 62), tailor.inside);
    tailor.panel(
      shape([-30, -66], [0, -84, 30, -66], [34, 20, 28, 62], [0, 40, -26, 62], [-36, 10, -30, -66]),
      tailor.trim,
    );
    for (const y of [-52, -28, -4, 20]) {
      tailor.stroke(line([-36, y], [38, y + 8]), '#f3efe6', 6.5, 'stroke-linecap="round"');
      tailor.stroke(line([36, y - 4], [-34, y + 14]), 'rgba(243, 239, 230, .7)', 5);
    }
    tailor.seam(line([-56, -70], [0, -128, 62, -70]));
  } else {
    tailor.panel(
      shape([-42, 10], [-36, -70, 2, -72], [40, -70, 44, 10], [44, 160, 2, 160], [-40, 160, -42, 10]),
      tailor.inside,
    );
    tailor.fill(ellipse(2, 96, 24, 40), 'hsla(32, 30%, 65%, .55)');
    if (look.mark)
      tailor.stroke(
        line([0, -92], [-30, -118, -26, -86], [-12, -76, 0, -92], [30, -118, 28, -86], [14, -76, 0, -92]),
        css(tailor.fabric.accent),
        6,
      );
    tailor.stitch(line([-48, -8], [-40, -84, 2, -84], [44, -84, 50, -8]));
  }
}

function heel(tailor: Tailor, look: Look): void {
  const shaft = css(shade(tailor.fabric.base, -14));
  tailor.panel(shape([-170, -60], [-126, -44], [-134, 40, -150, 106], [-170, 106], [-160, 20, -170, -60]), shaft);
  tailor.panel(
    shape(
      [-166, -118],
      [-140, -128, -122, -112],
      [-60, -30, 40, -8],
      [96, -16, 122, 6],
      [196, 50, 200, 92],
      [198, 104, 180, 104],
      [60, 104],
      [-30, 86, -90, 10],
      [-130, -30, -172, -46],
      [-182, -84, -166, -118],
    ),
  );
  tailor.panel(
    shape(
      [-158, -114],
      [-138, -122, -122, -112],
      [-60, -30, 40, -8],
      [92, -14, 112, 4],
      [20, 24, -60, -18],
      [-120, -56, -158, -114],
    ),
    tailor.inside,
  );
  tailor.seam(line([60, 100], [-30, 82, -96, 4]), 5);
  if (look.mark) tailor.button(108, 10, 13, css(tailor.fabric.accent));
}
