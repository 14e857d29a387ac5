import type { Preprocess } from '../../../../lib/contracts/manifest';
import { asObject, type JsonObject } from './file-beside';
import { type Processor, processors } from './hugging-face-processors';

/** A configuration that asks for something which is not done here, or not in the way it would have to be. */
export class RecipeDoubt extends Error {}

const kernels: Readonly<Record<number, Preprocess['kernel']>> = {
  0: 'nearest',
  1: 'lanczos',
  2: 'bilinear',
  3: 'bicubic',
};
type Geometry = Pick<Preprocess, 'resize'> & Partial<Pick<Preprocess, 'crop'>>;
type Triple = [number, number, number];

/**
 * The steps of an image processor of transformers, as its form for Pillow and NumPy computes them.
 *
 * @throws RecipeDoubt when one of them is unknown
 */
export function huggingFaceRecipe(config: JsonObject, model: JsonObject): Partial<Preprocess> {
  const processor = processorOf(config, model);
  if (config.do_pad === true) throw new RecipeDoubt('do_pad is not supported');
  const { resize, crop } = geometryOf(config, processor);
  const normalises = config.do_normalize ?? config.image_mean !== undefined;
  const rescales = config.do_rescale ?? true;
  return {
    resize,
    ...(crop ? { crop } : {}),
    ...(resize.mode === 'none' ? {} : { kernel: kernelOf(config, processor) }),
    color: (config.do_flip_channel_order ?? processor.bgr) === true ? 'bgr' : 'rgb',
    layout: 'nchw',
    scale: rescales ? positive(config.rescale_factor ?? 1 / 255, 'rescale_factor') : 1,
    mean: normalises ? triple(config.image_mean, 'image_mean') : [0, 0, 0],
    std: normalises ? triple(config.image_std, 'image_std') : [1, 1, 1],
  };
}

function processorOf(config: JsonObject, model: JsonObject): Processor {
  const named = config.image_processor_type ?? config.feature_extractor_type ?? model.model_type;
  const name = String(named ?? '').replace(/(ImageProcessor|FeatureExtractor)(Fast|Pil)?$/, '');
  const key = name.toLowerCase().replaceAll('_', '');
  if (Object.hasOwn(processors, key)) return processors[key];
  throw new RecipeDoubt(named ? `the steps of ${named} are not known here` : 'image_processor_type is missing');
}

function geometryOf(config: JsonObject, processor: Processor): Geometry {
  const crops = config.do_center_crop ?? processor.crops;
  const crop = crops === true ? { ...square(config.crop_size, 'crop_size'), rounding: 'floor' as const } : undefined;
  if (config.do_resize === false) return { resize: { mode: 'none' }, crop };
  const size = asObject(config.size);
  if (size?.longest_edge !== undefined) throw new RecipeDoubt('size.longest_edge is not supported');
  const short = size ? size.shortest_edge : processor.size === 'short-side' ? config.size : undefined;
  if (short === undefined) {
    if (processor.enlarges === 'crop-pct-below-384') throw new RecipeDoubt('size.shortest_edge is missing');
    return { resize: { mode: 'squash', ...square(config.size, 'size') }, crop };
  }
  const side = positive(short, 'size.shortest_edge');
  if (processor.enlarges === 'crop-pct-below-384') return convNext(side, config.crop_pct ?? 224 / 256, crop);
  return { resize: { mode: 'short-side', size: enlarged(side, config, processor) }, crop };
}

/** Below 384 pixels a larger picture is cropped; from there on the whole picture is squashed. */
function convNext(side: number, share: unknown, crop: Geometry['crop']): Geometry {
  if (crop) throw new RecipeDoubt('do_center_crop after a resize that crops by itself is not supported');
  if (side >= 384) return { resize: { mode: 'squash', width: side, height: side } };
  const size = Math.trunc(side / positive(share, 'crop_pct'));
  return { resize: { mode: 'short-side', size }, crop: { width: side, height: side, rounding: 'floor' } };
}

function enlarged(side: number, { crop_pct: share }: JsonObject, { enlarges }: Processor): number {
  if (enlarges === 'levit') return Math.trunc((256 / 224) * side);
  if (enlarges !== 'crop-pct' || share === null) return side;
  return Math.trunc(side / positive(share ?? 0.9, 'crop_pct'));
}

function kernelOf({ resample }: JsonObject, processor: Processor): Preprocess['kernel'] {
  const kernel = resample === undefined || resample === null ? processor.kernel : kernels[Number(resample)];
  if (kernel) return kernel;
  const got =
    resample === undefined ? 'is missing, and its versions disagree about the default' : `${resample} is unknown`;
  throw new RecipeDoubt(`resample ${got}`);
}

/** `224`, or `{"height": 224, "width": 224}`. */
function square(value: unknown, field: string): { width: number; height: number } {
  const size = asObject(value) ?? { width: value, height: value };
  return { width: positive(size.width, `${field}.width`), height: positive(size.height, `${field}.height`) };
}

function positive(value: unknown, field: string): number {
  if (typeof value === 'number' && value > 0) return value;
  throw new RecipeDoubt(value === undefined ? `${field} is missing` : `${field} is ${JSON.stringify(value)}`);
}

function triple(value: unknown, field: string): Triple {
  const values = typeof value === 'number' ? [value, value, value] : value;
  if (Array.isArray(values) && values.length === 3 && values.every((item) => typeof item === 'number')) {
    return values as Triple;
  }
  throw new RecipeDoubt(values === undefined ? `${field} is missing` : `${field} is not three numbers`);
}
