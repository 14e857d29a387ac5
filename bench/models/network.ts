import { Random } from '../../container/src/drawing/random';
import { type Dimension, graph, model, node, tensor, valueInfo } from '../../test/container/onnx/onnx-writer';

/** A value inside the graph: its name and its number of channels. */
export interface Flow {
  readonly name: string;
  readonly channels: number;
}

export interface Convolution {
  readonly out: number;
  readonly kernel?: number;
  readonly stride?: number;
  /** As many as channels: one filter per channel (depthwise). @default 1 */
  readonly groups?: number;
  /** @default none */
  readonly activation?: Activation;
  /** Standard deviation of what comes out, where what goes in has 1. @default 1 */
  readonly gain?: number;
  readonly bias?: number;
}

export type Activation = 'relu' | 'relu6' | 'silu';

/** What the activation leaves of the mean square of a normal distribution; weights make up for it. */
const leftOver = { relu: 0.5, relu6: 0.5, silu: 0.356 } as const;

/** Builds an ONNX graph with random weights, the same ones for the same seed; normalisation is folded in, as exporters do. */
export class Network {
  private readonly nodes: Buffer[] = [];
  private readonly initializers: Buffer[] = [];
  private readonly random: Random;
  private count = 0;
  /** Numbers that training would have learnt. */
  parameters = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  convolve(input: Flow, convolution: Convolution): Flow {
    const { out, kernel = 1, stride = 1, groups = 1, activation, gain = 1, bias = 0 } = convolution;
    const each = input.channels / groups;
    const fan = each * kernel * kernel;
    const spread = gain / Math.sqrt(fan * (activation ? leftOver[activation] : 1));
    const weights = this.constant([out, each, kernel, kernel], this.normal(out * fan, spread));
    const biases = this.constant([out], new Float32Array(out).fill(bias));
    this.parameters += out * fan + out;
    const pad = Math.floor(kernel / 2);
    const shape = { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [pad, pad, pad, pad] };
    const result = this.add('Conv', [input.name, weights, biases], out, { ...shape, group: groups });
    return activation ? this.activate(result, activation) : result;
  }

  /** Fully connected: `[batch, channels]` to `[batch, out]`, with weights of this standard deviation. */
  connect(input: Flow, out: number, spread: number): Flow {
    const weights = this.constant([input.channels, out], this.normal(input.channels * out, spread));
    const biases = this.constant([out], new Float32Array(out));
    this.parameters += (input.channels + 1) * out;
    return this.add('Gemm', [input.name, weights, biases], out);
  }

  sum(one: Flow, other: Flow): Flow {
    return this.add('Add', [one.name, other.name], one.channels);
  }

  /** Along the channels. */
  join(parts: readonly Flow[]): Flow {
    const channels = parts.reduce((sum, part) => sum + part.channels, 0);
    return this.add(
      'Concat',
      parts.map(({ name }) => name),
      channels,
      { axis: 1 },
    );
  }

  /** Two halves of the channels. */
  halves({ name, channels }: Flow): [Flow, Flow] {
    const half = channels / 2;
    const sizes = this.constant([2], BigInt64Array.of(BigInt(half), BigInt(half)));
    const names = [this.next(), this.next()] as const;
    this.nodes.push(node('Split', [name, sizes], [...names], { axis: 1 }));
    return [
      { name: names[0], channels: half },
      { name: names[1], channels: half },
    ];
  }

  activate(input: Flow, activation: Activation): Flow {
    const { name, channels } = input;
    if (activation === 'relu') return this.add('Relu', [name], channels);
    if (activation === 'silu') return this.add('Mul', [name, this.add('Sigmoid', [name], channels).name], channels);
    const limits = [0, 6].map((limit) => this.constant([], Float32Array.of(limit)));
    return this.add('Clip', [name, ...limits], channels);
  }

  largest(input: Flow, kernel: number, stride: number): Flow {
    const pad = Math.floor(kernel / 2);
    const shape = { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [pad, pad, pad, pad] };
    return this.add('MaxPool', [input.name], input.channels, shape);
  }

  /** Any operator with one output. */
  add(operator: string, inputs: string[], channels: number, attributes: Parameters<typeof node>[3] = {}): Flow {
    const name = this.next();
    this.nodes.push(node(operator, inputs, [name], attributes));
    return { name, channels };
  }

  constant(dims: number[], values: Float32Array | BigInt64Array): string {
    const name = this.next();
    this.initializers.push(tensor(name, dims, values));
    return name;
  }

  /** The bytes of the .onnx file. */
  finish(
    input: { name: string; shape: Dimension[] },
    output: { flow: Flow; name: string; shape: Dimension[] },
    metadata: Record<string, string> = {},
  ): Buffer {
    const main = graph('bench', {
      nodes: [...this.nodes, node('Identity', [output.flow.name], [output.name])],
      initializers: this.initializers,
      inputs: [valueInfo(input.name, 'float32', input.shape)],
      outputs: [valueInfo(output.name, 'float32', output.shape)],
    });
    return model(main, metadata);
  }

  private next(): string {
    this.count += 1;
    return `v${this.count}`;
  }

  /** Normally distributed, by Box and Muller. */
  private normal(length: number, spread: number): Float32Array {
    const values = new Float32Array(length);
    for (let at = 0; at < length; at += 2) {
      const radius = spread * Math.sqrt(-2 * Math.log(1 - this.random.next()));
      const angle = 2 * Math.PI * this.random.next();
      values[at] = radius * Math.cos(angle);
      if (at + 1 < length) values[at + 1] = radius * Math.sin(angle);
    }
    return values;
  }
}
