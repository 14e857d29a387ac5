import { type Flow, Network } from './network';

const input = { name: 'input', shape: ['batch', 3, 224, 224] };
const labels = 1000;

/** The graph of MobileNetV2 (width 1.0): inverted residuals with depthwise convolutions, 3.5 million parameters. */
export function mobilenet(): Buffer {
  const network = new Network(2);
  const activation = 'relu6';
  let flow = network.convolve({ name: 'input', channels: 3 }, { out: 32, kernel: 3, stride: 2, activation });
  // Expansion, channels, blocks, stride of the first block.
  const stages = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ];
  for (const [expansion, out, blocks, first] of stages) {
    for (let block = 0; block < blocks; block += 1) {
      const stride = block === 0 ? first : 1;
      const start = flow;
      const wide = start.channels * expansion;
      if (expansion > 1) flow = network.convolve(flow, { out: wide, activation });
      flow = network.convolve(flow, { out: wide, kernel: 3, stride, groups: wide, activation });
      const again = stride === 1 && start.channels === out;
      flow = network.convolve(flow, { out, gain: again ? 0.4 : 1 });
      if (again) flow = network.sum(start, flow);
    }
  }
  return finish(network, network.convolve(flow, { out: 1280, activation }));
}

/** The graph of ResNet-50: bottlenecks, 25.6 million parameters. */
export function resnet(): Buffer {
  const network = new Network(50);
  const activation = 'relu';
  let flow = network.convolve({ name: 'input', channels: 3 }, { out: 64, kernel: 7, stride: 2, activation });
  flow = network.largest(flow, 3, 2);
  for (const [stage, blocks] of [3, 4, 6, 3].entries()) {
    const width = 64 * 2 ** stage;
    for (let block = 0; block < blocks; block += 1) {
      const stride = block === 0 && stage > 0 ? 2 : 1;
      const start = block === 0 ? network.convolve(flow, { out: width * 4, stride }) : flow;
      flow = network.convolve(flow, { out: width, activation });
      flow = network.convolve(flow, { out: width, kernel: 3, stride, activation });
      flow = network.convolve(flow, { out: width * 4, gain: 0.4 });
      flow = network.activate(network.sum(start, flow), activation);
    }
  }
  return finish(network, flow);
}

function finish(network: Network, features: Flow): Buffer {
  const { channels } = features;
  const average = network.add('GlobalAveragePool', [features.name], channels);
  // So small that the scores differ as those of a trained model do, and none is certain.
  const scores = network.connect(network.add('Flatten', [average.name], channels, { axis: 1 }), labels, 0.05);
  return network.finish(input, { flow: scores, name: 'logits', shape: ['batch', labels] });
}

/** How torchvision feeds both of them. */
export function classifierManifest(name: string): object {
  return {
    name,
    version: '1',
    labels: Array.from({ length: labels }, (_, label) => `class ${label}`),
    preprocess: {
      resize: { mode: 'short-side', size: 256 },
      crop: { width: 224, height: 224 },
      layout: 'nchw',
      type: 'float32',
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
    },
    postprocess: { activation: 'softmax', topK: 5 },
  };
}
