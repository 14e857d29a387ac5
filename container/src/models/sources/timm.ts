import type { Preprocess } from '../../../../lib/contracts/manifest';
import type { Statement, UndescribedModel } from './description-source';
import { asObject, type JsonObject, jsonBeside } from './file-beside';
import { distinct, namesByClass } from './label-names';

const file = 'config.json';
const kernels = ['bilinear', 'bicubic', 'lanczos', 'nearest'] as const;
// Defaults of timm's resolve_data_config.
const imageNet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const defaultCropShare = 0.875;

/** The `config.json` of a timm model: how its evaluation transform treats pictures, and its labels where it lists them. */
export async function timm({ folders, onnx }: UndescribedModel): Promise<Statement[]> {
  const config = (await jsonBeside(folders, file))?.value;
  const recipe = config && (asObject(config.pretrained_cfg) ?? (config.architecture ? config : undefined));
  if (!config || !recipe || !Array.isArray(recipe.input_size)) return [];
  const [, , height, width] = onnx.inputs[0]?.shape ?? [];
  const says = recipeOf(recipe, [height, width]);
  const source = `${file} pretrained_cfg`;
  const statements: Statement[] = [
    typeof says === 'string'
      ? { source, says: {}, doubt: `${source}: ${says}` }
      : { source, says: { preprocess: says } },
  ];
  const labels = labelsOf(config, recipe);
  if (labels) statements.push({ source: `${file} label_names`, says: { labels: distinct(labels) } });
  return statements;
}

/** timm's `transforms_imagenet_eval`, or in words what of it is not done here. */
function recipeOf(recipe: JsonObject, exported: unknown[]): Partial<Preprocess> | string {
  const { interpolation = 'bicubic', crop_mode: mode = 'center', mean = imageNet.mean, std = imageNet.std } = recipe;
  const asTest = isSize(recipe.test_input_size) && sameSides(recipe.test_input_size, exported);
  const size = asTest ? recipe.test_input_size : recipe.input_size;
  const share = (asTest && recipe.test_crop_pct) || recipe.crop_pct || defaultCropShare;
  if (!isSize(size)) return `input_size ${JSON.stringify(size)} is not 3 channels, height, width`;
  if (typeof share !== 'number' || share < 0) return `crop_pct ${JSON.stringify(share)} is not a share`;
  if (!isKernel(interpolation)) return `interpolation ${interpolation} is not supported`;
  if (!isTriple(mean) || !isTriple(std)) return 'mean or std is not three numbers';
  const [, height, width] = size;
  const geometry = geometryOf(mode, { width, height }, share);
  if (typeof geometry === 'string') return geometry;
  return { ...geometry, kernel: interpolation, color: 'rgb', layout: 'nchw', scale: 1 / 255, mean, std };
}

function geometryOf(mode: unknown, { width, height }: { width: number; height: number }, share: number) {
  const enlarged = { width: Math.floor(width / share), height: Math.floor(height / share) };
  const crop = { width, height, rounding: 'even' } as const;
  if (mode === 'squash') {
    const resize = { mode, ...enlarged } as const;
    return enlarged.width === width && enlarged.height === height ? { resize } : { resize, crop };
  }
  if (mode !== 'center') return `crop_mode ${mode} is not supported`;
  if (enlarged.width !== enlarged.height) return `crop_mode center of ${width}x${height} is not supported`;
  return { resize: { mode: 'short-side', size: enlarged.width } as const, crop };
}

/** Names are identifiers such as those of WordNet; a description, where every label has one, is what people read. */
function labelsOf(config: JsonObject, recipe: JsonObject): string[] | undefined {
  const names = namesByClass(config.label_names ?? recipe.label_names);
  const descriptions = asObject(config.label_descriptions ?? recipe.label_descriptions);
  const described = names?.map((name) => (descriptions && Object.hasOwn(descriptions, name) ? descriptions[name] : ''));
  return described?.every((text) => typeof text === 'string' && text !== '') ? (described as string[]) : names;
}

function isSize(value: unknown): value is [3, number, number] {
  return isTriple(value) && value[0] === 3 && value.every((side) => Number.isInteger(side) && side > 0);
}

function sameSides([, height, width]: readonly number[], exported: unknown[]): boolean {
  return height === exported[0] && width === exported[1];
}

function isTriple(value: unknown): value is [number, number, number] {
  return Array.isArray(value) && value.length === 3 && value.every((item) => typeof item === 'number');
}

function isKernel(value: unknown): value is (typeof kernels)[number] {
  return (kernels as readonly unknown[]).includes(value);
}
