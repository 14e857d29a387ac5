import type { Preprocess } from '../../../lib/contracts/manifest';
import { StartFailure } from '../../../lib/contracts/start-failures';
import type { OnnxModelFile, TensorInfo } from '../onnx/model-file';
import type { Statement, UndescribedModel } from './sources/description-source';

type Layout = Preprocess['layout'];
export type Side = number | string;

const channels = 3;
const axes: Record<Layout, { channel: number; height: number; width: number }> = {
  nchw: { channel: 1, height: 2, width: 3 },
  nhwc: { channel: 3, height: 1, width: 2 },
};
// What the last operator computes decides what is still to do; about any other operator nothing is assumed.
const probabilities = new Set(['Softmax', 'Sigmoid', 'HardSigmoid']);
const logits = new Set([
  'Gemm',
  'MatMul',
  'Add',
  'Conv',
  'LogSoftmax',
  'GlobalAveragePool',
  'ReduceMean',
  'AveragePool',
]);

/**
 * The one picture input and the scores of a graph.
 *
 * @throws StartFailure model-incompatible when the graph takes or gives something else
 */
export function imageTensors(onnx: OnnxModelFile): { input: TensorInfo; output: TensorInfo } {
  const { inputs, outputs } = onnx;
  if (inputs.length !== 1) {
    const named = inputs.map(written).join(', ') || 'none';
    return refuse(`An image classifier has one input; this model has ${inputs.length}: ${named}.`);
  }
  const [input] = inputs;
  if (input.shape.length !== 4) {
    return refuse(`A picture input has four dimensions (batch, height, width, channels); ${written(input)} has not.`);
  }
  if (input.type !== 'uint8' && input.type !== 'float32') {
    return refuse(`Pictures can be fed as uint8 or float32; the model's input is ${written(input)}.`);
  }
  if (outputs[0].type !== 'float32')
    return refuse(`Scores must be float32; the model's output is ${written(outputs[0])}.`);
  return { input, output: outputs[0] };
}

/** What the graph itself tells about its input and output. */
export async function graphFacts({ onnx }: UndescribedModel): Promise<Statement[]> {
  const { input } = imageTensors(onnx);
  const statements: Statement[] = [
    { source: 'ONNX input type', says: { preprocess: { type: input.type as 'uint8' } } },
  ];
  const layouts = (['nchw', 'nhwc'] as const).filter((layout) => input.shape[axes[layout].channel] === channels);
  if (layouts.length === 1)
    statements.push({ source: 'ONNX input shape', says: { preprocess: { layout: layouts[0] } } });
  const activation = probabilities.has(onnx.lastOperator)
    ? 'none'
    : logits.has(onnx.lastOperator)
      ? 'softmax'
      : undefined;
  if (activation)
    statements.push({ source: `ONNX operator ${onnx.lastOperator}`, says: { postprocess: { activation } } });
  return statements;
}

/** True when the graph already ends in the function that would turn scores into probabilities. */
export function givesProbabilities({ lastOperator }: OnnxModelFile): boolean {
  return probabilities.has(lastOperator);
}

export function inputSides(input: TensorInfo, layout: Layout): { channels: Side; height: Side; width: Side } {
  const { channel, height, width } = axes[layout];
  return { channels: input.shape[channel], height: input.shape[height], width: input.shape[width] };
}

/** How many pictures one run takes: any number, or exactly this many. */
export function batchOf(input: TensorInfo, output: TensorInfo): 'dynamic' | number {
  // An exporter that left a constant in a Reshape fixes the batch at the output only.
  const fixed = [input.shape[0], output.shape.length > 1 ? output.shape[0] : ''].find(
    (side) => typeof side === 'number',
  );
  return fixed === undefined ? 'dynamic' : Number(fixed);
}

/** The scores per picture, where the graph declares them. */
export function scoreCount(output: TensorInfo): number | undefined {
  const perPicture = output.shape.length > 1 ? output.shape.slice(1) : output.shape;
  if (perPicture.length === 0 || perPicture.some((side) => typeof side === 'string')) return undefined;
  return perPicture.reduce<number>((product, side) => product * Number(side), 1);
}

/** `images float32[batch, 3, 224, 224]` */
export function written({ name, type, shape }: TensorInfo): string {
  return `${name} ${type}[${shape.map((side) => (side === '' ? '?' : side)).join(', ')}]`;
}

function refuse(detail: string): never {
  throw new StartFailure('model-incompatible', detail);
}
