import type { Manifest } from '../../../lib/contracts/manifest';
import { detectorProblems } from '../detection/description';
import type { OnnxModelFile, TensorInfo } from '../onnx/model-file';
import { commonSize } from '../preprocess/frame';
import { givesProbabilities, inputSides, scoreCount, written } from './image-graph';
import type { Source } from './sources/description-source';

export interface Described {
  readonly manifest: Manifest;
  readonly provenance: Record<string, Source>;
  readonly onnx: OnnxModelFile;
  readonly input: TensorInfo;
  readonly output: TensorInfo;
}

/** Every point where the description and the graph cannot both be right, each naming its two sides. */
export function contradictions(model: Described): string[] {
  return [...aboutInput(model), ...aboutSize(model), ...aboutLabels(model), ...aboutOutput(model)];
}

function aboutInput({ manifest: { preprocess }, provenance, input }: Described): string[] {
  const problems: string[] = [];
  const { channels } = inputSides(input, preprocess.layout);
  if (preprocess.type !== input.type) {
    problems.push(
      `${provenance['preprocess.type']} says type ${preprocess.type}, the model's input is ${written(input)}`,
    );
  }
  if (typeof channels === 'number' && channels !== 3) {
    const side = `${provenance['preprocess.layout']} says layout ${preprocess.layout}, that is 3 channels`;
    problems.push(`${side}, the model's input is ${written(input)}, that is ${channels}`);
  }
  const normalised = preprocess.mean.some((value) => value !== 0) || preprocess.std.some((value) => value !== 1);
  if (preprocess.type === 'uint8' && normalised) {
    const source = provenance['preprocess.mean'] === 'default' ? 'preprocess.std' : 'preprocess.mean';
    problems.push(
      `${provenance[source]} gives mean or std, the model's input ${written(input)} takes bytes as they are`,
    );
  }
  return problems;
}

function aboutSize({ manifest: { preprocess }, provenance, input }: Described): string[] {
  const { resize, crop } = preprocess;
  const source = provenance[crop ? 'preprocess.crop' : 'preprocess.resize'];
  const { height, width } = inputSides(input, preprocess.layout);
  const size = commonSize(preprocess);
  if (crop && (resize.mode === 'letterbox' || resize.mode === 'central-square')) {
    return [`${source} says crop, but resize ${resize.mode} already makes pictures of one size`];
  }
  if (!size) {
    const free = typeof height === 'string' && typeof width === 'string';
    const given = `${source} says resize ${resize.mode} without a crop, so every picture has a size of its own`;
    return free ? [] : [`${given}; the model's input is ${written(input)}, one fixed size`];
  }
  const problems: string[] = [];
  if (differs(size.width, width) || differs(size.height, height)) {
    const given = `${source} makes pictures of ${size.width}x${size.height} (width x height)`;
    problems.push(`${given}, the model's input is ${written(input)}`);
  }
  return problems;
}

function aboutLabels({ manifest: { labels, task }, provenance, output }: Described): string[] {
  const problems: string[] = [];
  const count = scoreCount(output);
  if (task === 'classify' && count !== undefined && count !== labels.length) {
    problems.push(
      `${provenance.labels} lists ${labels.length} labels, the model's output is ${written(output)}: ${count} scores`,
    );
  }
  const places = new Map<string, number>();
  for (const [index, label] of labels.entries()) {
    const first = places.get(label);
    if (first !== undefined)
      problems.push(`${provenance.labels} gives labels[${first}] and labels[${index}] the same name: ${label}`);
    else places.set(label, index);
  }
  return problems.slice(0, 10);
}

function aboutOutput({ manifest, provenance, onnx }: Described): string[] {
  const { postprocess, task } = manifest;
  if (task === 'detect') return detectorProblems(manifest, onnx.outputs);
  if (postprocess.activation === 'none' || !givesProbabilities(onnx)) return [];
  const given = `${provenance['postprocess.activation']} says activation ${postprocess.activation}`;
  return [`${given}, the model already ends in ${onnx.lastOperator}: the activation must be none`];
}

function differs(described: number, declared: number | string): boolean {
  return typeof declared === 'number' && declared !== described;
}
