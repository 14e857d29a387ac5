import { scatterClutter } from './clutter';
import { drawHanger } from './hanger';
import type { Random } from './random';
import { chooseSurface, type Frame } from './surface';
import type { Sewn } from './tailor';
import type { Pattern } from './wardrobe';
import { drapeFilter } from './wrinkles';

/** Places one garment in a room, with light and shadow. */
export function drawScene(random: Random, pattern: Pattern, frame: Frame, prefix: string): string {
  const surface = chooseSurface(random, frame, prefix);
  const tailor = pattern.sew(random, prefix);
  const { definitions, body, reach } = tailor.finished();
  const hung = surface.upright && pattern.hangsFrom && random.chance(0.65);
  const hanger = hung ? drawHanger(random, pattern.hangsFrom!.top, pattern.hangsFrom!.shoulder) : '';
  const light = random.between(-1, 1);
  const placed = placement(random, reach, frame, Boolean(hung));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${frame.width} ${frame.height}" width="${frame.width}" height="${frame.height}">`,
    `<defs>${definitions}${surface.definitions}${drapeFilter(random, prefix)}${shadowFilter(prefix, light, hung ? 16 : 9)}${lightGradient(random, prefix, light)}</defs>`,
    surface.body,
    scatterClutter(random, frame, surface),
    // The wrinkles are drawn in the frame's own coordinates: below zero, librsvg's noise has cracks.
    `<g filter="url(#${prefix}shadow)"><g transform="${placed}">${hanger}</g>`,
    `<g filter="url(#${prefix}drape)"><g transform="${placed}">${body}</g></g></g>`,
    `<rect width="${frame.width}" height="${frame.height}" fill="url(#${prefix}light)"/></svg>`,
  ].join('');
}

/** Nearly centred, nearly level, filling most of the frame: somebody took care, by hand. */
function placement(random: Random, reach: Sewn['reach'], { width, height }: Frame, hung: boolean): string {
  const fit = Math.min(width / (reach.right - reach.left), height / (reach.bottom - reach.top));
  const scale = Math.min(fit * random.between(0.7, 0.95), 1.5);
  const turn = random.wobble(hung ? 2 : 6) + (hung || random.chance(0.88) ? 0 : random.pick([-24, 24, 16, -16]));
  const x = width / 2 + random.wobble(width * 0.035);
  const y = height / 2 + random.wobble(height * 0.03) + (hung ? 18 : 0);
  const middle = `${(-(reach.left + reach.right) / 2).toFixed(0)} ${(-(reach.top + reach.bottom) / 2).toFixed(0)}`;
  const stretch = scale * random.between(0.95, 1.05);
  return `translate(${x.toFixed(0)} ${y.toFixed(0)}) rotate(${turn.toFixed(1)}) scale(${stretch.toFixed(3)} ${scale.toFixed(3)}) translate(${middle})`;
}

function shadowFilter(prefix: string, light: number, depth: number): string {
  return (
    `<filter id="${prefix}shadow" x="-15%" y="-15%" width="130%" height="130%" color-interpolation-filters="sRGB"><feGaussianBlur in="SourceAlpha" stdDeviation="${depth}"/>` +
    `<feOffset dx="${(light * depth).toFixed(1)}" dy="${depth * 0.8}" result="cast"/><feFlood flood-color="#120c08" flood-opacity=".6"/><feComposite in2="cast" operator="in"/>` +
    '<feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge></filter>'
  );
}

function lightGradient(random: Random, prefix: string, light: number): string {
  const dusk = random.between(0.1, 0.34).toFixed(2);
  const warm = random.pick(['255, 240, 214', '255, 255, 255', '226, 236, 255']);
  const [x1, x2] = light < 0 ? [1, 0] : [0, 1];
  return (
    `<linearGradient id="${prefix}light" x1="${x1}" y1="0" x2="${x2}" y2="1"><stop offset="0" stop-color="rgb(${warm})" stop-opacity=".26"/>` +
    `<stop offset=".45" stop-color="rgb(${warm})" stop-opacity=".04"/><stop offset="1" stop-color="#0c0a14" stop-opacity="${dusk}"/></linearGradient>`
  );
}
