import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dimension, elementType, graph, model, node, tensor, valueInfo } from '../onnx/onnx-writer';

/** What a generated detector finds: a centre and a size in pixels of its input, and a score for each label. */
export interface Found {
  readonly box: readonly [x: number, y: number, width: number, height: number];
  readonly scores: readonly number[];
}

export interface DetectorModelOptions {
  readonly format: 'bcn' | 'bnc' | 'yolov5' | 'end2end' | 'rtdetr' | 'detr';
  readonly labels: readonly string[];
  readonly found: readonly Found[];
  readonly size?: number;
  readonly batch?: 'dynamic' | number;
  /** Whether the outputs are declared with sides that only a run tells. */
  readonly symbolic?: boolean;
  readonly metadata?: Record<string, string>;
  /** `model.json`. */
  readonly manifest?: object;
}

interface Output {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Writes a detector that finds the same on every picture, in any of the layouts, and answers the .onnx file's path. */
export function writeDetector(folder: string, options: DetectorModelOptions): string {
  const { size = 64, batch = 'dynamic', metadata = {}, manifest } = options;
  const first: Dimension = batch === 'dynamic' ? 'batch' : batch;
  const outputs = outputsOf(options, size);
  const main = graph('detector', {
    nodes: [
      // Zeros of the batch's length, so that a constant answer is given once for each picture.
      node('ReduceMean', ['images'], ['grey'], { axes: [1], keepdims: 0 }),
      node('ReduceMean', ['grey'], ['mean'], { axes: [1, 2], keepdims: 1 }),
      node('Mul', ['mean', 'zero'], ['zeros']),
      ...outputs.map(({ name }) => node('Add', ['zeros', `${name}.constant`], [name])),
    ],
    initializers: [
      tensor('zero', [], new Float32Array(1)),
      ...outputs.map(({ name, dims, data }) => tensor(`${name}.constant`, [1, ...dims], data)),
    ],
    inputs: [valueInfo('images', 'float32', [first, 3, size, size])],
    outputs: outputs.map(({ name, dims }) =>
      valueInfo(name, 'float32', [first, ...dims.map((side, place) => (options.symbolic ? `side${place}` : side))]),
    ),
  });
  return write(folder, model(main, metadata), manifest);
}

/** A detector of one label that finds the bright rectangle of a picture, wherever it is: YOLOv8's layout, one candidate. */
export function writeBrightnessDetector(folder: string, { size = 64, batch = 1, manifest = {} } = {}): string {
  const edge = (axis: number, last: number, name: string) => [
    node('ArgMax', [`bright${axis}`], [`${name}.place`], { axis: 1, keepdims: 1, select_last_index: last }),
    node('Cast', [`${name}.place`], [last ? `${name}.last` : name], { to: elementType.float32 }),
    ...(last ? [node('Add', [`${name}.last`, 'one'], [name])] : []),
  ];
  const extent = (axis: number, begin: string, end: string, centre: string, length: string) => [
    // Reducing rows leaves columns: a profile of the picture along the axis.
    node('ReduceMax', ['grey'], [`profile${axis}`], { axes: [axis], keepdims: 0 }),
    node('Greater', [`profile${axis}`, 'limit'], [`bright${axis}.is`]),
    node('Cast', [`bright${axis}.is`], [`bright${axis}`], { to: elementType.float32 }),
    ...edge(axis, 0, begin),
    ...edge(axis, 1, end),
    node('Sub', [end, begin], [length]),
    node('Add', [begin, end], [`${centre}.twice`]),
    node('Mul', [`${centre}.twice`, 'half'], [centre]),
  ];
  const main = graph('brightness', {
    nodes: [
      node('ReduceMean', ['images'], ['grey'], { axes: [1], keepdims: 0 }),
      ...extent(1, 'left', 'right', 'x', 'width'),
      ...extent(2, 'top', 'bottom', 'y', 'height'),
      node('ReduceMax', ['bright1'], ['any'], { axes: [1], keepdims: 1 }),
      node('Mul', ['any', 'sure'], ['score']),
      node('Concat', ['x', 'y', 'width', 'height', 'score'], ['flat'], { axis: 1 }),
      node('Unsqueeze', ['flat', 'at.the.end'], ['output0']),
    ],
    initializers: [
      ...Object.entries({ limit: 0.7, one: 1, half: 0.5, sure: 0.75 }).map(([name, value]) =>
        tensor(name, [], Float32Array.of(value)),
      ),
      tensor('at.the.end', [1], BigInt64Array.of(2n)),
    ],
    inputs: [valueInfo('images', 'float32', [batch, 3, size, size])],
    outputs: [valueInfo('output0', 'float32', [batch, 5, 1])],
  });
  const described = {
    task: 'detect',
    labels: ['bright'],
    preprocess: { resize: { mode: 'letterbox', width: size, height: size } },
    ...manifest,
  };
  return write(folder, model(main), described);
}

function write(folder: string, file: Buffer, manifest: object | undefined): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'model.onnx');
  writeFileSync(path, file);
  if (manifest) writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest));
  return path;
}

/** The same findings in each layout; scores of `detr` are logits, with one more for "nothing". */
export function outputsOf({ format, labels, found }: DetectorModelOptions, size = 64): Output[] {
  const count = found.length;
  const shares = (box: Found['box']) => box.map((value) => value / size);
  const rows = (name: string, each: (one: Found) => readonly number[]): Output => {
    const data = Float32Array.from(found.flatMap(each));
    return { name, dims: [count, data.length / count], data };
  };
  switch (format) {
    case 'bcn': {
      const { data } = rows('output0', ({ box, scores }) => [...box, ...scores]);
      const length = 4 + labels.length;
      const turned = data.map((_, at) => data[(at % count) * length + Math.floor(at / count)]);
      return [{ name: 'output0', dims: [length, count], data: turned }];
    }
    case 'bnc':
      return [rows('output0', ({ box, scores }) => [...box, ...scores])];
    case 'rtdetr':
      return [rows('output0', ({ box, scores }) => [...shares(box), ...scores])];
    case 'yolov5':
      return [rows('output0', ({ box, scores }) => [...box, 0.75, ...scores.map((score) => score / 0.75)])];
    case 'end2end':
      return [rows('output0', ({ box, scores }) => finished(box, scores))];
    case 'detr':
      return [rows('logits', ({ scores }) => logits(scores)), rows('pred_boxes', ({ box }) => shares(box))];
  }
}

function finished([x, y, width, height]: Found['box'], scores: readonly number[]): number[] {
  const score = Math.max(...scores);
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2, score, scores.indexOf(score)];
}

/** Softmax turns these back into the scores; what they leave of one is "nothing". */
function logits(scores: readonly number[]): number[] {
  const nothing = 1 - scores.reduce((sum, score) => sum + score, 0);
  return [...scores, nothing].map((share) => Math.log(share));
}
