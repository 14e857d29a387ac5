import type { Label } from '../../../lib/contracts/result';
import { element } from '../element';
import { percent } from '../words';

/** Labels with their probabilities as bars; spans only, because it also stands inside buttons. */
export function labelBars(labels: readonly Label[]): HTMLElement {
  return element('span', 'bars', ...labels.map(bar));
}

function bar({ label, score }: Label): HTMLElement {
  const fill = element('span', 'bar-fill');
  fill.style.setProperty('--share', String(score));
  const track = element('span', 'bar-track', fill);
  const name = element('span', 'bar-name', label);
  name.title = label;
  return element('span', 'bar', name, element('span', 'bar-share', percent(score)), track);
}
