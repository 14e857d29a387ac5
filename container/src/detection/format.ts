import type { DetectionFormat } from '../../../lib/contracts/manifest';

type Side = number | string;
export type KnownFormat = Exclude<DetectionFormat, 'auto'>;

/** A declared or real output; symbolic sides are strings. */
export interface OutputShape {
  readonly name: string;
  /** With the batch dimension. */
  readonly shape: readonly Side[];
}

/** What a detector's answer is read from. */
export interface DetectionOutputs {
  readonly format: DetectionFormat;
  /** The outputs to ask for, in the order in which the format reads them. */
  readonly outputs: readonly OutputShape[];
}

/** RT-DETR asks 300 questions about a picture; layouts with a candidate for each place have over 2000 from 320 pixels on. */
const mostQueries = 1000;

/**
 * The outputs that hold the answer, and their form as far as the shapes decide it; `auto` remains where they do not yet.
 * Undefined where they decide that it is none of the known forms.
 */
export function detectionOutputs(
  all: readonly OutputShape[],
  labels: number,
  format: DetectionFormat,
): DetectionOutputs | undefined {
  const tables = all.filter(({ shape }) => shape.length === 3);
  const pair = format === 'auto' || format === 'detr' ? scoresAndBoxes(tables, labels) : undefined;
  if (pair) return { format: 'detr', outputs: pair };
  const [first] = tables;
  if (!first || format === 'detr') return undefined;
  if (format !== 'auto') return fits(first, labels, format) ? { format, outputs: [first] } : undefined;
  const found = formatOf(first.shape, labels);
  return found && { format: found, outputs: [first] };
}

function scoresAndBoxes(tables: readonly OutputShape[], labels: number): readonly OutputShape[] | undefined {
  const fours = tables.filter(({ shape }) => shape[2] === 4);
  // A model of four labels has two outputs of this shape; their names differ at least.
  const boxes = fours.find(({ name }) => /box/i.test(name)) ?? fours.at(-1);
  const scores = tables.find((table) => table !== boxes && may(table.shape[2], labels, labels + 1));
  return boxes && scores && !many(boxes.shape[1]) ? [scores, boxes] : undefined;
}

function formatOf([, middle, last]: readonly Side[], labels: number): DetectionFormat | undefined {
  if (middle === 4 + labels) return 'bcn';
  if (last === 6) return labels === 1 && many(middle) ? 'yolov5' : 'end2end';
  if (last === 5 + labels) return 'yolov5';
  if (last === 4 + labels) return typeof middle === 'string' ? 'auto' : many(middle) ? 'bnc' : 'rtdetr';
  return typeof middle === 'string' && typeof last === 'string' ? 'auto' : undefined;
}

/** Whether an output can have the form that the description names; more numbers per candidate are passed over. */
function fits({ shape: [, middle, last] }: OutputShape, labels: number, format: KnownFormat): boolean {
  if (format === 'bcn') return atLeast(middle, 4 + labels);
  if (format === 'end2end') return atLeast(last, 6);
  return atLeast(last, (format === 'yolov5' ? 5 : 4) + labels);
}

function many(candidates: Side): boolean {
  return typeof candidates === 'number' && candidates > mostQueries;
}

function may(side: Side, ...allowed: number[]): boolean {
  return typeof side === 'string' || allowed.includes(side);
}

function atLeast(side: Side, least: number): boolean {
  return typeof side === 'string' || side >= least;
}
