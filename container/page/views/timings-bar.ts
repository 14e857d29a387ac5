import type { Timings } from '../../../lib/contracts/result';
import { element } from '../element';
import { milliseconds } from '../words';

const stages = [
  ['queueMs', 'Queue', 'queue'],
  ['decodeMs', 'Decode', 'decode'],
  ['preprocessMs', 'Preprocess', 'preprocess'],
  ['inferMs', 'Infer', 'infer'],
] as const;

/** Where the server's time went, as one bar with its legend; the legend carries the numbers for those who see no bar. */
export function timingsBar(timings: Timings): HTMLElement {
  const bar = element('div', 'timings-bar');
  bar.setAttribute('aria-hidden', 'true');
  const legend = element('dl', 'timings-legend');
  for (const [field, name, kind] of stages) {
    const part = element('span', `timings-part ${kind}`);
    part.style.setProperty('--duration', String(timings[field]));
    bar.append(part);
    const key = element('dt', '', element('span', `timings-key ${kind}`), name);
    legend.append(element('div', '', key, element('dd', '', milliseconds(timings[field]))));
  }
  return element('div', 'timings', bar, legend);
}
