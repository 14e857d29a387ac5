import { array, type Infer, integer, number, object, oneOf, optional, string, variants } from './schema';

const side = integer({ min: 1, max: 8192 });
const triple = array(number(), { min: 3, max: 3 });

/**
 * How a decoded picture becomes the model's input tensor.
 *
 * - `resize`: `short-side` scales the shorter side to `size` pixels and keeps the proportions (torchvision `Resize(size)`);
 *   `squash` scales to exactly `width` x `height`; `none` feeds the picture at its own size.
 * - `crop`: a centred window, cut after the resize (torchvision `CenterCrop`).
 * - `scale`, `mean`, `std`: `(value * scale - mean) / std` per channel, float32 models only.
 */
export const preprocessSchema = object({
  resize: variants('mode', {
    'short-side': { size: side },
    squash: { width: side, height: side },
    none: {},
  }),
  crop: optional(object({ width: side, height: side })),
  kernel: optional(oneOf(['bilinear', 'bicubic']), 'bilinear'),
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

/** How the model's output becomes scores: `activation` is what still has to be applied to it. */
export const postprocessSchema = object({
  activation: oneOf(['softmax', 'sigmoid', 'none']),
  topK: optional(integer({ min: 1, max: 1000 }), 5),
});
export type Postprocess = Infer<typeof postprocessSchema>;

/** A model's description of itself: `model.json`, or the same JSON under `image_classifier` in the ONNX metadata. */
export const manifestSchema = object({
  $schema: optional(string()),
  name: string({ max: 128 }),
  version: string({ max: 64 }),
  task: optional(oneOf(['classify']), 'classify'),
  labels: array(string({ max: 256 }), { min: 1, max: 100_000 }),
  preprocess: preprocessSchema,
  postprocess: postprocessSchema,
  license: optional(string()),
  source: optional(string()),
});
export type Manifest = Infer<typeof manifestSchema>;

/** The key in `metadata_props` of an ONNX file under which a model carries its manifest. */
export const manifestMetadataKey = 'image_classifier';

/** The file beside a model that describes it; it wins over everything inside the model. */
export const manifestFileName = 'model.json';
