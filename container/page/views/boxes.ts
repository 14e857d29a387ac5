import type { Box, Picture } from '../../../lib/contracts/result';
import { percent } from '../words';

export interface BoxesProps {
  readonly boxes: readonly Box[];
  readonly picture: Pick<Picture, 'width' | 'height'>;
  /** How the picture below fills its place: wholly visible, or cut off where the proportions differ. */
  readonly fit: 'contain' | 'cover';
  /** Whether each box says what is in it. */
  readonly named: boolean;
}

/** Boxes to lie over a picture of any displayed size; for the eye only, the same is said in words elsewhere. */
export function boxesOver({ boxes, picture: { width, height }, fit, named }: BoxesProps): SVGSVGElement {
  const drawing = shape('svg', 'boxes', {
    viewBox: `0 0 ${width} ${height}`,
    preserveAspectRatio: `xMidYMid ${fit === 'contain' ? 'meet' : 'slice'}`,
    'aria-hidden': 'true',
  });
  const letters = Math.max(width, height) / 36;
  // The best one last: it lies on top of its neighbours.
  for (const found of [...boxes].reverse()) {
    const { x, y } = found.box;
    const hue = `hsl(${(found.index * 137 + 160) % 360} 85% 62%)`;
    const frame = { x, y, width: found.box.width, height: found.box.height };
    drawing.append(shape('rect', 'box-edge', frame), shape('rect', 'box', { ...frame, stroke: hue }));
    if (!named) continue;
    // Above the box, or inside it where the picture ends.
    const baseline = y > letters * 1.4 ? y - letters * 0.35 : y + letters * 1.1;
    const name = shape('text', 'box-name', { x: x + letters * 0.2, y: baseline, 'font-size': letters });
    name.textContent = `${found.label} ${percent(found.score)}`;
    drawing.append(name);
  }
  return drawing;
}

function shape<K extends keyof SVGElementTagNameMap>(tag: K, className: string, attributes: Record<string, unknown>) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  made.setAttribute('class', className);
  // Attributes, not a style: the page's security policy allows no inline styles.
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
