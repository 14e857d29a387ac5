import type { Postprocess, Preprocess } from '../../../../lib/contracts/manifest';
import { StartFailure } from '../../../../lib/contracts/start-failures';
import { inputSides } from '../image-graph';
import type { Fragment, Statement, UndescribedModel } from './description-source';
import { distinct, namesByClass } from './label-names';
import { type PythonValue, parsePythonLiteral } from './python-literal';

const source = 'ONNX metadata of Ultralytics';
const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const boxTasks = ['detect', 'segment', 'pose'];

/**
 * What YOLO exports say of themselves in the ONNX metadata: `names` and `stride` since YOLOv5, and since YOLOv8 also
 * `task`, `imgsz`, `version`, `end2end` and `args`, all written as Python writes them.
 */
export async function ultralytics(model: UndescribedModel): Promise<Statement[]> {
  const { metadata } = model.onnx;
  const given = read(metadata.names);
  const names = namesByClass(given instanceof Map ? Object.fromEntries(given) : given);
  if (!names || (metadata.stride === undefined && metadata.task === undefined)) return [];
  const labels = distinct(names);
  const says = taskOf(model) === 'classify' ? classifier(model) : detector(model, labels.length);
  const license = metadata.license?.slice(0, 1024) || undefined;
  return [{ source, says: { labels, ...(license ? { license } : {}), ...says } }];
}

function taskOf({ onnx: { metadata, outputs } }: UndescribedModel): string {
  const task = metadata.task ?? (outputs[0].shape.length === 2 ? 'classify' : 'detect');
  if (task === 'classify' || boxTasks.includes(task)) return task;
  throw new StartFailure(
    'model-incompatible',
    `${source} says task ${task}; served are classify and detect, and of segment and pose the boxes.`,
  );
}

function detector(model: UndescribedModel, labels: number): Fragment {
  const { width, height } = sizeOf(model);
  const format = formatOf(model, labels);
  // RT-DETR alone is fed without proportions.
  const resize = { mode: format === 'rtdetr' ? 'squash' : 'letterbox', width, height, pad: 114 } as const;
  const { pad, ...plain } = resize;
  return {
    task: 'detect',
    preprocess: {
      ...(width && height ? { resize: (resize.mode === 'squash' ? plain : resize) as Preprocess['resize'] } : {}),
      kernel: 'cv2-linear',
      layout: 'nchw',
    },
    postprocess: { format },
  };
}

/** Undefined where only the shape of the output tells it. */
function formatOf({ onnx: { metadata, outputs } }: UndescribedModel, labels: number): Postprocess['format'] {
  const args = read(metadata.args);
  const suppressed = args instanceof Map && args.get('nms') === true;
  if (suppressed || read(metadata.end2end) === true) return 'end2end';
  const [, middle, last] = outputs[0].shape;
  // RT-DETR of two labels has the shape of finished boxes; only its name tells.
  const named = last !== 6 || /rt-?detr/i.test(metadata.description ?? '');
  if (last === 4 + labels && middle !== 4 + labels && metadata.task !== undefined && named) return 'rtdetr';
  // Masks and key points follow the scores.
  return metadata.task === undefined || last === 6 ? undefined : 'bcn';
}

/**
 * The rule changed in 8.0.233: before, OpenCV scaled the central square (`CenterCrop`, as in YOLOv5); since then
 * torchvision resizes the shorter side, or both of a model that is not square, and crops (`classify_transforms`):
 * https://github.com/ultralytics/ultralytics/pull/4546
 */
function classifier(model: UndescribedModel): Fragment {
  const { metadata } = model.onnx;
  const { width, height } = sizeOf(model);
  const task = { task: 'classify' } as const;
  if (!width || !height) return { ...task, preprocess: { layout: 'nchw' } };
  const yolov5 = metadata.task === undefined;
  const patch = /^8\.0\.(\d+)/.exec(metadata.version ?? '')?.[1];
  const old = yolov5 || (patch !== undefined && Number(patch) < 233);
  const square = width === height;
  const preprocess: Partial<Preprocess> =
    old && square
      ? { resize: { mode: 'central-square', size: width }, kernel: 'cv2-linear', ...(yolov5 ? imageNet : {}) }
      : square
        ? { resize: { mode: 'short-side', size: width }, crop: { width, height, rounding: 'even' } }
        : { resize: { mode: 'squash', width, height } };
  const activation = yolov5 ? 'softmax' : 'none';
  return { ...task, preprocess: { ...preprocess, layout: 'nchw' }, postprocess: { activation } };
}

/** The declared size of the input; where it is free, the size of the training. */
function sizeOf({ onnx: { inputs, metadata } }: UndescribedModel): { width?: number; height?: number } {
  const sides = inputSides(inputs[0], 'nchw');
  const given = read(metadata.imgsz);
  const [height, width] = Array.isArray(given) ? given : [given, given];
  return { width: sideOf(sides.width, width), height: sideOf(sides.height, height) };
}

function sideOf(declared: unknown, trained: unknown): number | undefined {
  return [declared, trained].find((side) => typeof side === 'number') as number | undefined;
}

/** Other exporters may use the same keys for something else: what is no literal says nothing. */
function read(text: string | undefined): PythonValue | undefined {
  if (text === undefined) return undefined;
  try {
    return parsePythonLiteral(text);
  } catch {
    return undefined;
  }
}
