import { css } from '../colour';
import { ellipse, line, shape } from '../outline';
import type { Tailor } from '../tailor';

/** A picture or lettering printed on a chest. */
export function printOnChest(tailor: Tailor, y: number): void {
  tailor.random.pick([badge, lettering, bars, mountain, star])(tailor, y);
}

function badge(tailor: Tailor, y: number): void {
  const radius = tailor.random.between(38, 64);
  tailor.fill(ellipse(0, y + 30, radius, radius), css(tailor.fabric.accent, 0.9));
  tailor.stroke(ellipse(0, y + 30, radius - 9, radius - 9), css(tailor.fabric.base), 3.5);
  tailor.fill(ellipse(0, y + 30, radius * 0.35, radius * 0.5), css(tailor.fabric.base));
}

function lettering(tailor: Tailor, y: number): void {
  const { random } = tailor;
  const rows = random.whole(1, 3);
  const left = -random.between(60, 92);
  for (let row = 0; row < rows; row += 1) {
    const height = row === 0 ? random.between(24, 44) : random.between(10, 18);
    let x = left;
    while (x < -left - 12) {
      const width = random.between(0.45, 0.75) * height;
      const hook = random.pick([
        `v${height}h${width * 0.7}`,
        `h${width * 0.8}v${height}`,
        `v${height}m0 ${-height / 2}h${width * 0.7}`,
      ]);
      tailor.stroke(`M${x.toFixed(1)} ${y + row * 52}${hook}`, css(tailor.fabric.accent, 0.92), height * 0.2);
      x += width + height * 0.28;
    }
  }
}

function bars(tailor: Tailor, y: number): void {
  const width = tailor.random.between(60, 128);
  for (const [index, opacity] of [0.95, 0.75, 0.5].entries()) {
    tailor.stroke(line([-width, y + index * 30], [width, y + index * 30]), css(tailor.fabric.accent, opacity), 17);
  }
}

function mountain(tailor: Tailor, y: number): void {
  const ink = css(tailor.fabric.accent, 0.9);
  tailor.fill(ellipse(34, y - 2, 18, 18), ink);
  tailor.fill(shape([-84, y + 84], [-28, y - 4], [6, y + 46], [26, y + 22], [80, y + 84]), ink);
  tailor.fill(shape([-28, y - 4], [-12, y + 22], [-28, y + 34], [-44, y + 22]), css(tailor.fabric.base, 0.8));
}

function star(tailor: Tailor, y: number): void {
  const radius = tailor.random.between(44, 72);
  const points = Array.from({ length: 10 }, (_, index): [number, number] => {
    const reach = index % 2 === 0 ? radius : radius * 0.42;
    return [Math.sin((index * Math.PI) / 5) * reach, y + 30 - Math.cos((index * Math.PI) / 5) * reach];
  });
  tailor.fill(shape(points[0]!, ...points.slice(1)), css(tailor.fabric.accent, 0.92));
}
