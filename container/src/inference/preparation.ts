import type { ModelDescription } from '../models/description';
import type { Tensor } from '../preprocess';
import { commonSize } from '../preprocess/frame';
import { calibrateBatch } from '../session/calibration';
import { prepareOptimisedModel } from '../session/optimised-model';
import { openSession } from '../session/session';
import type { Opening, Preparation } from './messages';
import { tryDetector } from './trial';

/** Once per start, before any picture: optimises the model for this CPU and measures which batch size pays. */
export async function prepareModel(opening: Opening, maxBatch: number): Promise<Preparation> {
  const { description, cacheDirectory } = opening;
  const cache = await prepareOptimisedModel(description, cacheDirectory);
  const size = commonSize(description.manifest.preprocess);
  const calibration = size
    ? await calibrate(opening, sampleTensor(description, size), Math.min(maxBatch, description.batchLimit ?? maxBatch))
    : unbatched;
  return 'unavailable' in cache ? { ...calibration, cacheUnavailable: cache.unavailable } : calibration;
}

/** Pictures of different sizes cannot share a run, and which sizes will come is not known. */
const unbatched: Preparation = { batch: 1, millisecondsByBatch: {} };

async function calibrate(opening: Opening, sample: Tensor, maxBatch: number): Promise<Preparation> {
  const session = await openSession(opening.description, { directory: opening.cacheDirectory });
  const calibration = await calibrateBatch(session, sample, maxBatch);
  await tryDetector(opening.description, session, sample);
  await session.release();
  return calibration;
}

/** A tensor of the size that every picture will have. */
function sampleTensor({ manifest: { preprocess } }: ModelDescription, size: { width: number; height: number }): Tensor {
  const { width, height } = size;
  const length = width * height * 3;
  const data = preprocess.type === 'uint8' ? new Uint8Array(length).fill(127) : new Float32Array(length).fill(0.5);
  return { data, dims: preprocess.layout === 'nchw' ? [3, height, width] : [height, width, 3] };
}
