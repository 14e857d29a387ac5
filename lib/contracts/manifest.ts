import { array, boolean, type Infer, integer, number, object, oneOf, optional, string, variants } from './schema';

const side = integer({ min: 1, max: 8192 });
const triple = array(number(), { min: 3, max: 3 });

/**
 * How a decoded picture becomes the model's input tensor.
 *
 * - `resize`: `short-side` scales the shorter side to `size` pixels and keeps the proportions (torchvision `Resize(size)`);
 *   `squash` scales to exactly `width` x `height`; `central-square` cuts the largest square out of the middle and scales
 *   that to `size` x `size` (classifiers of YOLOv5 and of the first YOLOv8); `letterbox` scales the whole picture into
 *   `width` x `height` and fills what is left around it with the grey `pad` (detectors of Ultralytics); `none` feeds the
 *   picture at its own size.
 * - `kernel`: `cv2-linear` is OpenCV's `INTER_LINEAR`, which does not smooth; all others are Pillow's.
 * - `crop`: a centred window, cut after the resize. Where an odd number of pixels is left over, `rounding` decides: `even`
 *   moves a half to the even neighbour (torchvision `CenterCrop`), `floor` up and to the left (Hugging Face).
 * - `scale`, `mean`, `std`: `(value * scale - mean) / std` per channel, float32 models only.
 */
export const preprocessSchema = object({
  resize: variants('mode', {
    'short-side': { size: side },
    squash: { width: side, height: side },
    'central-square': { size: side },
    letterbox: { width: side, height: side, pad: optional(integer({ min: 0, max: 255 }), 114) },
    none: {},
  }),
  crop: optional(object({ width: side, height: side, rounding: optional(oneOf(['even', 'floor']), 'even') })),
  kernel: optional(oneOf(['bilinear', 'bicubic', 'lanczos', 'nearest', 'cv2-linear']), 'bilinear'),
  exif: optional(oneOf(['apply', 'ignore']), 'apply'),
  icc: optional(oneOf(['ignore', 'srgb']), 'ignore'),
  alpha: optional(oneOf(['drop', 'white']), 'drop'),
  layout: oneOf(['nchw', 'nhwc']),
  type: oneOf(['uint8', 'float32']),
  color: optional(oneOf(['rgb', 'bgr']), 'rgb'),
  scale: optional(number(), 1 / 255),
  mean: optional(triple, [0, 0, 0]),
  std: optional(triple, [1, 1, 1]),
});
export type Preprocess = Infer<typeof preprocessSchema>;

/**
 * How a detector lays out what it found, per picture of `b`, with `nc` labels and `n` candidates:
 *
 * - `bcn`: `[b, 4 + nc, n]`, centre and size in input pixels, then a score per label (YOLOv8, v9, v11, v12)
 * - `bnc`: `[b, n, 4 + nc]`, the same transposed
 * - `yolov5`: `[b, n, 5 + nc]`, centre and size in input pixels, objectness, then a score per label (YOLOv5, v7)
 * - `end2end`: `[b, n, 6]`, two corners in input pixels, score, label (YOLOv10, YOLO26, exports with `nms=True`)
 * - `rtdetr`: `[b, n, 4 + nc]`, centre and size as shares of the input, then a score per label (RT-DETR by Ultralytics)
 * - `detr`: two outputs, a score per label for each candidate, and its centre and size as shares of the input (RT-DETR
 *   and others by Hugging Face)
 * - `auto`: whichever of these the shapes of the outputs fit; `[b, n, 4 + nc]` is `rtdetr` up to n = 1000, else `bnc`
 */
const detectionFormats = ['auto', 'bcn', 'bnc', 'yolov5', 'end2end', 'rtdetr', 'detr'] as const;

const share = number({ min: 0, max: 1 });

/**
 * How the model's output becomes an answer: `activation` is what still has to be applied to its scores.
 *
 * The fields after `topK` are for detectors: boxes with a score below `confidence` are dropped; of two boxes that overlap by
 * more than `iou` (intersection over union) the weaker one is dropped, among the same label only where `classAware`; at
 * most `maxDetections` are answered. Formats without overlapping candidates (`end2end`, `rtdetr`, `detr`) ignore `iou`.
 */
export const postprocessSchema = object({
  activation: oneOf(['softmax', 'sigmoid', 'none']),
  topK: optional(integer({ min: 1, max: 1000 }), 5),
  format: optional(oneOf(detectionFormats)),
  confidence: optional(share),
  iou: optional(share),
  maxDetections: optional(integer({ min: 1, max: 1000 })),
  classAware: optional(boolean()),
});
export type Postprocess = Infer<typeof postprocessSchema>;
export type DetectionFormat = (typeof detectionFormats)[number];

/** What a detector's description leaves out takes these values; a classifier has none of them. */
export const detectionDefaults = {
  format: 'auto',
  confidence: 0.25,
  iou: 0.45,
  maxDetections: 300,
  classAware: true,
} as const satisfies Partial<Postprocess>;

/** A model's description of itself: `model.json`, or the same JSON under `image_classifier` in the ONNX metadata. */
export const manifestSchema = object({
  $schema: optional(string()),
  name: string({ max: 128 }),
  version: string({ max: 64 }),
  /** `classify` answers labels for the whole picture, `detect` boxes with a label each. */
  task: optional(oneOf(['classify', 'detect']), 'classify'),
  labels: array(string({ max: 256 }), { min: 1, max: 100_000 }),
  preprocess: preprocessSchema,
  postprocess: postprocessSchema,
  /** Of the .onnx file and, after it, the files of its weights; a model with another one is refused. */
  sha256: optional(string({ min: 64, max: 64 })),
  license: optional(string()),
  source: optional(string()),
});
export type Manifest = Infer<typeof manifestSchema>;

/** The key in `metadata_props` of an ONNX file under which a model carries its manifest. */
export const manifestMetadataKey = 'image_classifier';

/** The file beside a model that describes it; it wins over everything inside the model. */
export const manifestFileName = 'model.json';
