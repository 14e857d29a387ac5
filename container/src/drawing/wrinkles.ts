import { type Colour, css, shade } from './colour';
import type { Random } from './random';

/** Bends straight edges a little and lights the wrinkles: what makes paper cut-outs look like cloth. */
export function drapeFilter(random: Random, prefix: string): string {
  const frequency = `${random.between(0.004, 0.008).toFixed(4)} ${random.between(0.003, 0.007).toFixed(4)}`;
  return (
    `<filter id="${prefix}drape" x="-8%" y="-8%" width="116%" height="116%" color-interpolation-filters="sRGB">` +
    relief(random, frequency, random.between(1.6, 3)) +
    `<feDisplacementMap in="SourceGraphic" in2="noise" scale="${random.whole(12, 26)}" xChannelSelector="R" yChannelSelector="G" result="cloth"/>` +
    '<feComposite in="hollow" in2="cloth" operator="in" result="shade"/><feComposite in="ridge" in2="cloth" operator="in" result="shine"/>' +
    '<feMerge><feMergeNode in="cloth"/><feMergeNode in="shade"/><feMergeNode in="shine"/></feMerge></filter>'
  );
}

/** A whole surface of wrinkled cloth: a bed sheet, a curtain. */
export function sheetFilter(random: Random, prefix: string, base: Colour): string {
  const frequency = `${random.between(0.002, 0.005).toFixed(4)} ${random.between(0.003, 0.007).toFixed(4)}`;
  return (
    `<filter id="${prefix}sheet" x="0" y="0" width="100%" height="100%" color-interpolation-filters="sRGB">${relief(random, frequency, random.between(2.2, 4))}` +
    `<feFlood flood-color="${css(shade(base, -4))}" result="linen"/><feMerge><feMergeNode in="linen"/><feMergeNode in="hollow"/><feMergeNode in="ridge"/></feMerge></filter>`
  );
}

/**
 * Noise minus the same noise a step aside is a slope: one sign is the lit side of a wrinkle, the other its shadow.
 * A lighting filter would do as well, but its depth changes with the size of the picture.
 */
function relief(random: Random, frequency: string, depth: number): string {
  const [dx, dy] = [random.whole(5, 12), random.whole(6, 14)];
  const slope = (sign: number, strength: number) =>
    `operator="arithmetic" k2="${(sign * strength).toFixed(2)}" k3="${(-sign * strength).toFixed(2)}"`;
  return (
    `<feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="2" seed="${random.whole(1, 9999)}" result="noise"/>` +
    '<feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  .7 .5 0 0 0" result="height"/>' +
    `<feOffset in="height" dx="${dx}" dy="${dy}" result="aside"/>` +
    // Where the shifted copy has run off the picture there is no slope to speak of.
    '<feComponentTransfer in="aside" result="covered"><feFuncA type="linear" slope="40" intercept="-14"/></feComponentTransfer>' +
    `<feComposite in="height" in2="aside" ${slope(1, depth)}/><feComposite in2="covered" operator="in" result="hollow"/>` +
    `<feComposite in="height" in2="aside" ${slope(-1, depth * 0.8)} result="bright"/>` +
    '<feFlood flood-color="#fff"/><feComposite in2="bright" operator="in" result="ridge"/>'
  );
}
