import type { Preprocess } from '../../../lib/contracts/manifest';
import type { ModelDescription } from '../models/description';
import type { Tensor } from '../preprocess';
import { calibrateBatch } from '../session/calibration';
import { prepareOptimisedModel } from '../session/optimised-model';
import { openSession } from '../session/session';
import type { Opening, Preparation } from './messages';

/** Once per start, before any picture: optimises the model for this CPU and measures which batch size pays. */
export async function prepareModel({ description, cacheDirectory }: Opening, maxBatch: number): Promise<Preparation> {
  const cache = await prepareOptimisedModel(description, cacheDirectory);
  const calibration = takesAnySize(description) ? unbatched : await calibrate(description, cacheDirectory, maxBatch);
  return 'unavailable' in cache ? { ...calibration, cacheUnavailable: cache.unavailable } : calibration;
}

/** Pictures of different sizes cannot share a run, and which sizes will come is not known. */
const unbatched: Preparation = { batch: 1, millisecondsByBatch: {} };

function takesAnySize({ manifest: { preprocess } }: ModelDescription): boolean {
  return preprocess.resize.mode !== 'squash' && preprocess.crop === undefined;
}

async function calibrate(description: ModelDescription, directory: string, maxBatch: number): Promise<Preparation> {
  const session = await openSession(description, { directory });
  const calibration = await calibrateBatch(session, sampleTensor(description), maxBatch);
  await session.release();
  return calibration;
}

/** A tensor of the size that every picture will have. */
function sampleTensor({ manifest: { preprocess } }: ModelDescription): Tensor {
  const { width, height } = inputSize(preprocess);
  const length = width * height * 3;
  const data = preprocess.type === 'uint8' ? new Uint8Array(length).fill(127) : new Float32Array(length).fill(0.5);
  return { data, dims: preprocess.layout === 'nchw' ? [3, height, width] : [height, width, 3] };
}

function inputSize({ crop, resize }: Preprocess): { width: number; height: number } {
  if (crop) return crop;
  if (resize.mode === 'squash') return resize;
  throw new Error(`pictures resized by ${resize.mode} without a crop have no common size`);
}
