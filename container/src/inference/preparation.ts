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
  const session = await openSession(description, { directory: cacheDirectory });
  const calibration = await calibrateBatch(session, sampleTensor(description), maxBatch);
  await session.release();
  return 'unavailable' in cache ? { ...calibration, cacheUnavailable: cache.unavailable } : calibration;
}

/** A tensor of the size that pictures will have; models that take any size are measured at 224 x 224. */
function sampleTensor({ manifest: { preprocess } }: ModelDescription): Tensor {
  const { width, height } = inputSize(preprocess);
  const length = width * height * 3;
  const data = preprocess.type === 'uint8' ? new Uint8Array(length).fill(127) : new Float32Array(length).fill(0.5);
  return { data, dims: preprocess.layout === 'nchw' ? [3, height, width] : [height, width, 3] };
}

function inputSize({ crop, resize }: Preprocess): { width: number; height: number } {
  if (crop) return crop;
  return resize.mode === 'squash' ? resize : { width: 224, height: 224 };
}
