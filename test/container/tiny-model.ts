import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dimension, elementType, graph, model, node, tensor, valueInfo } from './onnx/onnx-writer';

/** A real ONNX classifier of a few kilobytes whose answers can be computed by hand: see `tinyScores`. */
export interface TinyModelOptions {
  readonly file?: string;
  readonly labels?: readonly string[];
  readonly type?: 'uint8' | 'float32';
  readonly layout?: 'nchw' | 'nhwc';
  readonly batch?: 'dynamic' | number;
  /** `dynamic` takes pictures of any size, described as resize mode `none`. */
  readonly size?: number | 'dynamic';
  readonly ends?: 'softmax' | 'sigmoid' | 'logits';
  /** Where its manifest lies. */
  readonly described?: 'metadata' | 'model.json' | 'nowhere';
  /** Replaces fields of the manifest's preprocess. */
  readonly preprocess?: object;
  /** Every run multiplies two 256 x 256 matrices this often: 100 rounds take some 25 ms on a quiet core. */
  readonly rounds?: number;
  /**
   * What happens when a batch holds a picture darker than a tenth of white: the run never ends, fails, answers NaN, asks for
   * 4 TiB of memory, which it does not get, or takes 4 GiB page by page.
   */
  readonly whenDark?: 'hang' | 'fail' | 'nan' | 'exhaust' | 'swell';
  /** Adds a layer of this width squared that changes no answer: 1024 are 4 MiB of weights. */
  readonly hidden?: number;
}

const defaults = {
  file: 'model.onnx',
  labels: ['red', 'green', 'blue'] as readonly string[],
  type: 'uint8',
  layout: 'nhwc',
  batch: 'dynamic',
  size: 32,
  ends: 'softmax',
  described: 'metadata',
} as const;
type Plan = TinyModelOptions & Required<Pick<TinyModelOptions, keyof typeof defaults>>;

const steepness = 10;
const side = 256;
const forever = 2n ** 40n;
const fourGibibytesOfFloats = 2n ** 30n;

/** Writes the model (and its model.json, when described there) and returns the path of the .onnx file. */
export function writeTinyModel(folder: string, options: TinyModelOptions = {}): string {
  const plan: Plan = { ...defaults, ...options };
  const manifest = JSON.stringify(tinyManifest(plan));
  const path = join(folder, plan.file);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, model(mainGraph(plan), plan.described === 'metadata' ? { image_classifier: manifest } : {}));
  if (plan.described === 'model.json') writeFileSync(join(folder, 'model.json'), manifest);
  return path;
}

/**
 * The probabilities for a picture of this mean colour (0 to 1, after preprocessing): label 0 likes red, 1 green, 2 blue,
 * 3 red again but a little less, and so on.
 */
export function tinyScores(mean: readonly [number, number, number], options: TinyModelOptions = {}): number[] {
  const { labels, ends } = { ...defaults, ...options };
  const logits = labels.map((_, label) => mean[label % 3] * liking(label, labels.length));
  if (ends === 'sigmoid') return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  const powers = logits.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

export function tinyManifest(options: TinyModelOptions = {}): object {
  const { labels, type, layout, size, ends, preprocess } = { ...defaults, ...options };
  const resize = size === 'dynamic' ? { mode: 'none' } : { mode: 'squash', width: size, height: size };
  const activation = ends === 'logits' ? 'softmax' : 'none';
  const postprocess = { activation, topK: Math.min(5, labels.length) };
  return { name: 'tiny', version: '1', labels, preprocess: { resize, layout, type, ...preprocess }, postprocess };
}

function liking(label: number, labels: number): number {
  return steepness * (1 - Math.floor(label / 3) / labels);
}

function mainGraph({ labels, type, layout, batch, size, ends, ...extras }: Plan): Buffer {
  const [height, width] = size === 'dynamic' ? ['height', 'width'] : [size, size];
  const first: Dimension = batch === 'dynamic' ? 'batch' : batch;
  const shape = layout === 'nchw' ? [first, 3, height, width] : [first, height, width, 3];
  const weights = Float32Array.from({ length: 3 * labels.length }, (_, place) => {
    const label = place % labels.length;
    return label % 3 === Math.floor(place / labels.length) ? liking(label, labels.length) : 0;
  });
  const addends = [
    ...(extras.rounds ? work(extras.rounds) : []),
    ...darkness(extras.whenDark),
    ...layer(extras.hidden),
  ];
  const last = { softmax: 'Softmax', sigmoid: 'Sigmoid', logits: '' }[ends];
  const sums = addends.map(({ result }, place) => node('Add', [`sum${place}`, result], [`sum${place + 1}`]));
  return graph('tiny', {
    nodes: [
      node('Cast', ['image'], ['float'], { to: elementType.float32 }),
      node('Mul', ['float', 'unit'], ['pixels']),
      node('ReduceMean', ['pixels'], ['mean'], { axes: layout === 'nchw' ? [2, 3] : [1, 2], keepdims: 0 }),
      ...addends.flatMap(({ nodes }) => nodes),
      node('Identity', ['mean'], ['sum0']),
      ...sums,
      node('Gemm', [`sum${sums.length}`, 'weights'], [last ? 'logits' : 'scores']),
      ...(last ? [node(last, ['logits'], ['scores'])] : []),
    ],
    initializers: [
      tensor('unit', [], new Float32Array([type === 'uint8' ? 1 / 255 : 1])),
      tensor('weights', [3, labels.length], weights),
      ...addends.flatMap(({ initializers }) => initializers),
    ],
    inputs: [valueInfo('image', type, shape)],
    outputs: [valueInfo('scores', 'float32', [first, labels.length])],
  });
}

/** Something that costs time or goes wrong and then adds `result`, which is zero, to the mean colour. */
interface Addend {
  readonly nodes: Buffer[];
  readonly initializers: Buffer[];
  readonly result: string;
}

const constant = (name: string, value: bigint | number) =>
  tensor(name, [], typeof value === 'bigint' ? new BigInt64Array([value]) : new Float32Array([value]));

function work(rounds: number, prefix = 'work', trips = `${prefix}.rounds`): Addend[] {
  const name = (part: string) => `${prefix}.${part}`;
  const body = graph(name('body'), {
    nodes: [
      node('Identity', [name('go')], [name('goOn')]),
      node('MatMul', [name('before'), name('matrix')], [name('after')]),
    ],
    inputs: [
      valueInfo(name('round'), 'int64', []),
      valueInfo(name('go'), 'bool', []),
      valueInfo(name('before'), 'float32', [side, side]),
    ],
    outputs: [valueInfo(name('goOn'), 'bool', []), valueInfo(name('after'), 'float32', [side, side])],
  });
  const nodes = [
    // Depends on the picture, so that nothing can be computed in advance.
    node('ReduceMean', ['mean'], [name('seed')], { keepdims: 0 }),
    node('Mul', [name('seed'), name('matrix')], [name('start')]),
    node('Loop', [trips, '', name('start')], [name('end')], { body: { graph: body } }),
    node('ReduceMean', [name('end')], [name('size')], { keepdims: 0 }),
    node('Mul', [name('size'), name('zero')], [name('result')]),
  ];
  const matrix = tensor(name('matrix'), [side, side], new Float32Array(side * side).fill(1 / side));
  const initializers = [matrix, constant(name('zero'), 0), constant(name('rounds'), BigInt(rounds))];
  return [{ nodes, initializers, result: name('result') }];
}

const exhaustion = [
  node('Add', ['dark.trips', 'dark.smallest'], ['dark.shape']),
  node('ConstantOfShape', ['dark.shape'], ['dark.huge']),
  node('ReduceMean', ['dark.huge'], ['dark.size'], { keepdims: 0 }),
  node('Mul', ['dark.size', 'dark.zero'], ['dark.result']),
];

function darkness(effect: Plan['whenDark']): Addend[] {
  if (!effect) return [];
  const nodes = [
    node('ReduceMean', ['mean'], ['dark.each'], { axes: [1], keepdims: 0 }),
    node('ReduceMin', ['dark.each'], ['dark.least'], { keepdims: 0 }),
    node('Less', ['dark.least', 'dark.limit'], ['dark.is']),
    node('Cast', ['dark.is'], ['dark.whole'], { to: elementType.int64 }),
    node('Mul', ['dark.whole', 'dark.forever'], ['dark.trips']),
    node('Cast', ['dark.is'], ['dark.one'], { to: elementType.float32 }),
    node('Sub', ['dark.unit', 'dark.one'], ['dark.divisor']),
    ...(effect === 'fail' ? [node('Gather', ['dark.list', 'dark.trips'], ['dark.result'], { axis: 0 })] : []),
    ...(effect === 'exhaust' || effect === 'swell' ? exhaustion : []),
    ...(effect === 'nan' ? [node('Div', ['dark.zero', 'dark.divisor'], ['dark.result'])] : []),
  ];
  const list = tensor('dark.list', [1], new Float32Array(1));
  const smallest = tensor('dark.smallest', [1], new BigInt64Array([1n]));
  const numbers = { limit: 0.1, unit: 1, zero: 0, forever: effect === 'swell' ? fourGibibytesOfFloats : forever };
  const constants = Object.entries(numbers).map(([name, value]) => constant(`dark.${name}`, value));
  const found = {
    nodes,
    initializers: [...constants, list, smallest],
    result: effect === 'hang' ? 'dark.zero' : 'dark.result',
  };
  return effect === 'hang' ? [found, ...work(0, 'hang', 'dark.trips')] : [found];
}

function layer(width: number | undefined): Addend[] {
  if (!width) return [];
  const nodes = [
    node('MatMul', ['mean', 'layer.in'], ['layer.wide']),
    node('MatMul', ['layer.wide', 'layer.weights'], ['layer.mixed']),
    node('ReduceMean', ['layer.mixed'], ['layer.mean'], { axes: [1], keepdims: 1 }),
    node('Mul', ['layer.mean', 'layer.zero'], ['layer.result']),
  ];
  const row = Float32Array.from({ length: width }, (_, place) => Math.sin(place));
  const weights = new Float32Array(width * width);
  for (let start = 0; start < weights.length; start += width) weights.set(row, start);
  const initializers = [
    tensor('layer.in', [3, width], weights.slice(0, 3 * width)),
    tensor('layer.weights', [width, width], weights),
    constant('layer.zero', 0),
  ];
  return [{ nodes, initializers, result: 'layer.result' }];
}
