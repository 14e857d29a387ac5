import type { Random } from './random';

/** Drawn behind a garment whose shoulders are at the given place. */
export function drawHanger(random: Random, top: number, shoulder: number): string {
  const wood = random.chance(0.6);
  const colour = wood
    ? `hsl(${random.whole(22, 36)}, 42%, ${random.whole(36, 58)}%)`
    : random.pick(['#22242a', '#e9e6e0', '#b9c4cf']);
  const reach = shoulder - 12;
  const bar = `M${-reach} ${top + 44}Q${-reach * 0.5} ${top + 6} 0 ${top - 8}Q${reach * 0.5} ${top + 6} ${reach} ${top + 44}`;
  const hook = `M0 ${top - 8}V${top - 40}q0 -12 14 -16a22 22 0 1 0 -30 -20`;
  return `<path d="${hook}" fill="none" stroke="hsl(210, 5%, 56%)" stroke-width="6" stroke-linecap="round"/><path d="${bar}" fill="none" stroke="rgba(0, 0, 0, .3)" stroke-width="18" stroke-linecap="round"/><path d="${bar}" fill="none" stroke="${colour}" stroke-width="15" stroke-linecap="round"/>`;
}
