import { written } from '../models/image-graph';
import type { Inspection } from '../models/inspection';
import { type Palette, visible } from './palette';
import { writtenField } from './written-field';

type Row = readonly [name: string, value: string, source: string];

/** Everything about one model, for people. */
export function inspectionPage(inspection: Inspection, palette: Palette): string {
  const { file, fields, missing, doubts, servable, refusal } = inspection;
  const settled = Object.entries(fields).map(
    ([field, { value, source }]): Row => [field, writtenField(field, value), source],
  );
  const known = settled.length > 0 ? missing : [];
  const rows = [...settled, ...known.map((field): Row => [field, '?', 'nobody says'])].toSorted(byPlace);
  const parts = [
    palette.paint('bold', visible(file)),
    table(facts(inspection), palette),
    table(rows, palette),
    doubts.map((doubt) => palette.paint('warn', `  not understood: ${visible(doubt)}`)).join('\n'),
    servable
      ? palette.paint('good', 'This model can be served.')
      : `${palette.paint('bad', 'This model cannot be served.')} ${visible(refusal?.detail ?? '')} [${refusal?.id}]`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function facts({ onnx, sha256, batch, batchLimit }: Inspection): Row[] {
  if (!onnx) return [];
  const { producer, opset, fileBytes, memoryBytes } = onnx;
  const pictures = batch === 'dynamic' ? 'any number of pictures' : `exactly ${batch}`;
  return [
    ['file', `${mebibytes(fileBytes)}, ONNX opset ${opset ?? '?'}${producer ? `, made by ${producer}` : ''}`, ''],
    ...(sha256 === undefined ? [] : [['sha256', sha256, 'of the file and its weights'] as const]),
    ['memory', `about ${mebibytes(memoryBytes)} per inference process`, 'estimate'],
    ...onnx.inputs.map((tensor): Row => ['input', written(tensor), '']),
    ...onnx.outputs.map((tensor): Row => ['output', written(tensor), '']),
    ...(batch === undefined ? [] : [['batch', pictures, 'ONNX shapes'] as const]),
    ...(batchLimit === undefined ? [] : [['batch limit', String(batchLimit), 'config.pbtxt max_batch_size'] as const]),
  ];
}

/** Where an array of columns would be ragged, the values are cut: the source is what people look for. */
function table(rows: readonly Row[], palette: Palette): string {
  const shown = rows.map(([name, value, source]): Row => [name, shortened(visible(value), 64), visible(source)]);
  const widths = [0, 1].map((column) => shown.reduce((width, row) => Math.max(width, row[column].length), 0));
  return shown
    .map(([name, value, source]) => {
      const line = `  ${name.padEnd(widths[0])}  ${value === '?' ? palette.paint('bad', value.padEnd(widths[1])) : value.padEnd(widths[1])}`;
      return `${line}  ${palette.paint('dim', source)}`.trimEnd();
    })
    .join('\n');
}

// What names the model first, then its input, then its answers.
const order = ['name', 'version', 'task', 'labels', 'preprocess.', 'postprocess.'];

function byPlace([one]: Row, [other]: Row): number {
  return rank(one) - rank(other);
}

function rank(field: string): number {
  const place = order.findIndex((start) => field.startsWith(start));
  return place < 0 ? order.length : place;
}

function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function mebibytes(bytes: number): string {
  const size = bytes / 1_048_576;
  if (size < 1) return `${Math.ceil(bytes / 1024)} KiB`;
  return `${size < 10 ? size.toFixed(1) : size.toFixed(0)} MiB`;
}
