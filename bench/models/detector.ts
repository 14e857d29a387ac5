import { type Flow, Network } from './network';

const side = 640;
const labels = 80;
const bins = 16;
const strides = [8, 16, 32];
const activation = 'silu';

/** The graph of YOLOv8n for one picture of 640 x 640: 3.2 million parameters, answers `[1, 84, 8400]`. */
export function yolo(): Buffer {
  const network = new Network(8);
  const conv = (flow: Flow, out: number, kernel = 3, stride = 1) =>
    network.convolve(flow, { out, kernel, stride, activation });
  const start: Flow = { name: 'images', channels: 3 };
  const fourth = stage(network, conv(conv(start, 16, 3, 2), 32, 3, 2), 32, 1, true);
  const eighth = stage(network, conv(fourth, 64, 3, 2), 64, 2, true);
  const sixteenth = stage(network, conv(eighth, 128, 3, 2), 128, 2, true);
  const last = pyramid(network, stage(network, conv(sixteenth, 256, 3, 2), 256, 1, true));
  const middle = stage(network, network.join([twice(network, last), sixteenth]), 128, 1, false);
  const fine = stage(network, network.join([twice(network, middle), eighth]), 64, 1, false);
  const medium = stage(network, network.join([conv(fine, 64, 3, 2), middle]), 128, 1, false);
  const coarse = stage(network, network.join([conv(medium, 128, 3, 2), last]), 256, 1, false);
  const answer = head(network, [fine, medium, coarse]);
  const anchors = strides.reduce((sum, stride) => sum + (side / stride) ** 2, 0);
  return network.finish(
    { name: 'images', shape: [1, 3, side, side] },
    { flow: answer, name: 'output0', shape: [1, 4 + labels, anchors] },
  );
}

/** Two halves, one of which passes `blocks` bottlenecks; everything on the way is kept and mixed at the end. */
function stage(network: Network, flow: Flow, out: number, blocks: number, shortcut: boolean): Flow {
  const parts = network.halves(network.convolve(flow, { out, activation })) as Flow[];
  for (let block = 0; block < blocks; block += 1) {
    const before = parts[parts.length - 1];
    const convolution = { out: out / 2, kernel: 3, activation } as const;
    const after = network.convolve(network.convolve(before, convolution), convolution);
    parts.push(shortcut ? network.sum(before, after) : after);
  }
  return network.convolve(network.join(parts), { out, activation });
}

/** Three poolings one after the other see ever wider surroundings. */
function pyramid(network: Network, flow: Flow): Flow {
  const parts = [network.convolve(flow, { out: flow.channels / 2, activation })];
  for (let time = 0; time < 3; time += 1) parts.push(network.largest(parts[time], 5, 1));
  return network.convolve(network.join(parts), { out: flow.channels, activation });
}

function twice(network: Network, { name, channels }: Flow): Flow {
  return network.add('Resize', [name, '', network.constant([4], Float32Array.of(1, 1, 2, 2))], channels);
}

/** Boxes as distributions over distances to the four edges, and a probability for every label. */
function head(network: Network, scales: readonly Flow[]): Flow {
  const boxes: Flow[] = [];
  const scores: Flow[] = [];
  for (const scale of scales) {
    const convolve = (out: number, last: number, gain: number, bias: number) => {
      const first = network.convolve(scale, { out, kernel: 3, activation });
      const second = network.convolve(first, { out, kernel: 3, activation });
      return flat(network, network.convolve(second, { out: last, gain, bias }), last);
    };
    boxes.push(convolve(64, 4 * bins, 1, 0));
    // As in a trained detector almost every candidate is improbable.
    scores.push(convolve(80, labels, 0.25, -5));
  }
  const all = network.add(
    'Concat',
    boxes.map(({ name }) => name),
    4 * bins,
    { axis: 2 },
  );
  const probabilities = network.add(
    'Concat',
    scores.map(({ name }) => name),
    labels,
    { axis: 2 },
  );
  const sure = network.add('Sigmoid', [probabilities.name], labels);
  return network.add('Concat', [decode(network, all).name, sure.name], 4 + labels, { axis: 1 });
}

/** `[1, channels, height, width]` to `[1, channels, candidates]`. */
function flat(network: Network, { name }: Flow, channels: number): Flow {
  const shape = network.constant([3], BigInt64Array.of(1n, BigInt(channels), -1n));
  return network.add('Reshape', [name, shape], channels);
}

/** The expected distance to each edge, from there the centre and the size in pixels of the input. */
function decode(network: Network, { name }: Flow): Flow {
  const { centres, steps, count } = places();
  const reshape = (from: string, ...dims: number[]) =>
    network.add('Reshape', [from, network.constant([dims.length], BigInt64Array.from(dims.map(BigInt)))], dims[1]);
  const edges = network.add('Transpose', [reshape(name, 1, 4, bins, count).name], bins, { perm: [0, 2, 1, 3] });
  const shares = network.add('Softmax', [edges.name], bins, { axis: 1 });
  const distances = network.constant(
    [1, bins, 1, 1],
    Float32Array.from({ length: bins }, (_, bin) => bin),
  );
  const weights = network.add('Conv', [shares.name, distances], 1, { kernel_shape: [1, 1] });
  const [before, after] = network.halves({ ...reshape(weights.name, 1, 4, count), channels: 4 });
  const anchor = network.constant([1, 2, count], centres);
  const least = network.add('Sub', [anchor, before.name], 2);
  const most = network.add('Add', [anchor, after.name], 2);
  const both = network.add('Add', [least.name, most.name], 2);
  const centre = network.add('Mul', [both.name, network.constant([], Float32Array.of(0.5))], 2);
  const size = network.add('Sub', [most.name, least.name], 2);
  return network.add(
    'Mul',
    [network.join([centre, size]).name, network.constant([1, 1, count], Float32Array.from(steps))],
    4,
  );
}

/** The centre of every cell, in cells, and the pixels of a cell. */
function places(): { centres: Float32Array; steps: number[]; count: number } {
  const xs: number[] = [];
  const ys: number[] = [];
  const steps: number[] = [];
  for (const stride of strides) {
    const cells = side / stride;
    for (let at = 0; at < cells * cells; at += 1) {
      xs.push((at % cells) + 0.5);
      ys.push(Math.floor(at / cells) + 0.5);
      steps.push(stride);
    }
  }
  return { centres: Float32Array.from([...xs, ...ys]), steps, count: steps.length };
}

/** How Ultralytics feeds it. */
export function detectorManifest(name: string): object {
  return {
    name,
    version: '1',
    task: 'detect',
    labels: Array.from({ length: labels }, (_, label) => `class ${label}`),
    preprocess: {
      resize: { mode: 'letterbox', width: side, height: side },
      kernel: 'cv2-linear',
      layout: 'nchw',
      type: 'float32',
    },
    postprocess: { activation: 'none', format: 'bcn', confidence: 0.25, iou: 0.45, maxDetections: 300, topK: 300 },
  };
}
