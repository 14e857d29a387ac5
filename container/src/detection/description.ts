import { type DetectionFormat, detectionDefaults, type Manifest } from '../../../lib/contracts/manifest';
import { scoreCount } from '../models/image-graph';
import type { Statement } from '../models/sources/description-source';
import type { TensorInfo } from '../onnx/model-file';
import { type DetectionOutputs, detectionOutputs } from './format';

/** What the sources of a description have settled so far, by dotted field. */
type Settled = ReadonlyMap<string, unknown>;

/** Of a detector: what its outputs tell, and the usual values for whatever nobody has named. */
export function detectorFacts(settled: Settled, outputs: readonly TensorInfo[]): Statement[] {
  const labels = (settled.get('labels') as Manifest['labels'] | undefined)?.length;
  const format = (settled.get('postprocess.format') as DetectionFormat | undefined) ?? 'auto';
  const found = labels === undefined ? undefined : detectionOutputs(outputs, labels, format);
  const guessed = found && found.format !== 'auto' && scoreCount(outputs[0]) !== labels ? 'detect' : 'classify';
  if ((settled.get('task') ?? guessed) !== 'detect') return [];
  const resize = settled.get('preprocess.resize') as Manifest['preprocess']['resize'] | undefined;
  const kernel = resize?.mode === 'letterbox' ? ({ preprocess: { kernel: 'cv2-linear' } } as const) : {};
  const usual = { ...kernel, postprocess: { activation: 'none', ...detectionDefaults } } as const;
  return [...(found && labels ? fromShapes(found, labels) : []), { source: 'default', says: usual }];
}

function fromShapes({ format, outputs }: DetectionOutputs, labels: number): Statement[] {
  if (format === 'auto') return [];
  const [{ shape }] = outputs;
  // Only queries come as logits; one more than there are labels stands for "nothing", which softmax weighs too.
  const activation = format === 'detr' ? (shape[2] === labels + 1 ? 'softmax' : 'sigmoid') : undefined;
  return [{ source: 'ONNX output shape', says: { task: 'detect', postprocess: { format, activation } } }];
}

/** Why a detector's outputs cannot hold boxes for its labels, with both sides named. */
export function detectorProblems(
  { labels, postprocess: { format = 'auto' } }: Manifest,
  outputs: readonly TensorInfo[],
): string[] {
  if (detectionOutputs(outputs, labels.length, format)) return [];
  const shapes = outputs.map(({ name, shape }) => `${name}[${shape.map((side) => side || '?').join(', ')}]`).join(', ');
  const count = labels.length;
  return [
    `the task is detect with ${count} labels and format ${format}, the model's outputs are ${shapes}; known are ` +
      `[b, ${4 + count}, n] (bcn), [b, n, ${4 + count}] (bnc, rtdetr), [b, n, ${5 + count}] (yolov5), [b, n, 6] (end2end), ` +
      `and [b, n, ${count}] with [b, n, 4] (detr)`,
  ];
}
