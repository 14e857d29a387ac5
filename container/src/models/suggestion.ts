import { manifestFileName } from '../../../lib/contracts/manifest';
import type { TensorInfo } from '../onnx/model-file';
import { inputSides, scoreCount, written } from './image-graph';

export interface Gap {
  readonly missing: readonly string[];
  /** What lies beside the model and was not understood. */
  readonly doubts: readonly string[];
  readonly layout: 'nchw' | 'nhwc' | undefined;
  readonly input: TensorInfo;
  readonly output: TensorInfo;
}

const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
/** Longer lists are better kept in a file of their own. */
const listedLabels = 20;

/** The `model.json` for exactly this model, with the usual values where only its author knows better. */
function suggestedManifest({ missing, layout, input, output }: Omit<Gap, 'doubts'>): object {
  const gap = (field: string) => missing.includes(field);
  if (detects(output) && gap('preprocess.resize')) return suggestedDetector(input, layout);
  const preprocess = {
    ...(gap('preprocess.resize') ? suggestedSize(input, layout ?? 'nchw') : {}),
    ...(gap('preprocess.layout') ? { layout: 'nchw' } : {}),
    ...(gap('preprocess.resize') && input.type === 'float32' ? imageNet : {}),
  };
  return {
    ...(lists(missing, output)
      ? { labels: Array.from({ length: scoreCount(output) ?? 0 }, (_, index) => `class ${index}`) }
      : {}),
    ...(Object.keys(preprocess).length > 0 ? { preprocess } : {}),
    ...(gap('postprocess.activation') ? { postprocess: { activation: 'softmax' } } : {}),
  };
}

/** What is missing, why what lies beside the model does not tell it, and what to write. */
export function suggestion(gap: Gap): string {
  const { missing, doubts, input, output } = gap;
  const count = detects(output) ? undefined : scoreCount(output);
  const model = suggestedManifest(gap);
  return [
    `Nothing says ${missing.join(', ')} for its input ${written(input)} and output ${written(output)}.`,
    ...doubts.map((doubt) => `Not understood: ${doubt}.`),
    ...(Object.keys(model).length > 0 ? [`Write ${manifestFileName} beside it:`, compact(model)] : []),
    ...(missing.includes('preprocess.resize')
      ? [
          detects(output)
            ? 'if it detects objects (the list of candidates looks like that), with the size it was trained with.'
            : 'with the size, mean and std the model was trained with (those above are only the most usual ones),',
          ...(detects(output)
            ? []
            : ['or the preprocessor_config.json (Hugging Face) or config.json (timm) that came with the model.']),
        ]
      : []),
    ...(missing.includes('labels') && !lists(missing, output)
      ? [
          `Write labels.txt beside it: ${count ?? 'one line per label'}${count ? ' lines' : ''}, in the order of the scores.`,
        ]
      : []),
  ].join('\n  ');
}

function lists(missing: readonly string[], output: TensorInfo): boolean {
  return missing.includes('labels') && (scoreCount(output) ?? Infinity) <= listedLabels;
}

/** A classifier gives one row of scores for a picture, a detector a table of candidates. */
function detects({ shape }: TensorInfo): boolean {
  return shape.length === 3 && !shape.slice(1).includes(1);
}

function suggestedDetector(input: TensorInfo, layout: Gap['layout'] = 'nchw'): object {
  const { width, height } = inputSides(input, layout);
  const side = (declared: number | string) => (typeof declared === 'number' ? declared : 640);
  const resize = { mode: 'letterbox', width: side(width), height: side(height) };
  return { task: 'detect', preprocess: { resize, layout } };
}

function suggestedSize(input: TensorInfo, layout: 'nchw' | 'nhwc'): object {
  const sides = inputSides(input, layout);
  const width = typeof sides.width === 'number' ? sides.width : 224;
  const height = typeof sides.height === 'number' ? sides.height : 224;
  if (width !== height) return { resize: { mode: 'squash', width, height } };
  const size = width === 224 ? 256 : width;
  return { resize: { mode: 'short-side', size }, crop: { width, height } };
}

/** JSON with one line per field of the first two levels. */
function compact(model: object): string {
  const lines = (value: object, write: (inner: unknown) => string, indent: string) =>
    Object.entries(value)
      .map(([name, inner]) => `${indent}"${name}": ${write(inner)}`)
      .join(`,\n`);
  const section = (inner: unknown) =>
    Array.isArray(inner) || typeof inner !== 'object'
      ? JSON.stringify(inner)
      : `{\n${lines(inner as object, (leaf) => JSON.stringify(leaf), '      ')}\n    }`;
  return `{\n${lines(model, section, '    ')}\n  }`;
}
