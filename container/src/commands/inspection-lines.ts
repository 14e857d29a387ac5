import { relative } from 'node:path';
import { written } from '../models/image-graph';
import type { Inspection } from '../models/inspection';
import { type Palette, visible } from './palette';

/** A model repository, for people: one line per version of each model, then how many of them can be served. */
export function inspectionLines(root: string, inspections: readonly Inspection[], palette: Palette): string {
  const rows = inspections.map(({ file, ...rest }) => [visible(relative(root, file) || file), summary(rest)] as const);
  const width = rows.reduce((most, [place]) => Math.max(most, place.length), 0);
  const good = inspections.filter(({ servable }) => servable).length;
  const lines = rows.map(([place, text], index) => {
    const verdict = inspections[index].servable ? palette.paint('good', 'served ') : palette.paint('bad', 'refused');
    return `  ${place.padEnd(width)}  ${verdict}  ${text}`;
  });
  const total = `${good} of ${rows.length} models can be served.`;
  return `${palette.paint('bold', visible(root))}\n${lines.join('\n')}\n${palette.paint(good === rows.length ? 'good' : 'bad', total)}\n`;
}

function summary({ fields, onnx, refusal }: Omit<Inspection, 'file'>): string {
  if (refusal)
    return `${visible(refusal.detail).split('\n').slice(0, 2).join(' ').replace(/\s+/g, ' ')} [${refusal.id}]`;
  const value = (field: string) => visible(String(fields[field]?.value ?? '?'));
  const labels = fields.labels?.value as readonly string[];
  const input = onnx?.inputs.map(written).join(', ');
  return `${value('name')} ${value('version')}, ${value('task')}, ${labels.length} labels, ${visible(input ?? '')}`;
}
