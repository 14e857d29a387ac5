import type { ModelDescription } from '../models/description';
import type { Tensor } from '../preprocess';
import { commonSize } from '../preprocess/frame';
import { prepareOptimisedModel } from '../session/optimised-model';
import { openSession } from '../session/session';
import { sharedOut, type TuningLimits, tune } from '../session/tuning';
import { keepTuning, recallTuning } from '../session/tuning-cache';
import type { Opening, Prepared } from './messages';
import { tryDetector } from './trial';

/**
 * Once per start, before any picture: optimises the model for this CPU, and measures how many processes, threads and
 * pictures per batch suit it, where an earlier start did not.
 */
export async function prepareModel(opening: Opening, limits: TuningLimits): Promise<Prepared> {
  const { description, cacheDirectory, executionProvider, inUse } = opening;
  // Optimised for this CPU is of no use to a GPU.
  const cache =
    executionProvider === 'cpu'
      ? await prepareOptimisedModel(description, cacheDirectory, inUse)
      : ({ made: false } as const);
  const size = commonSize(description.manifest.preprocess);
  const preparation = size
    ? await prepareFor(opening, sampleTensor(description, size), limitedBy(description, limitsOn(opening, limits)))
    : unmeasured(limits);
  if ('unavailable' in cache) return { ...preparation, untouched: false, cacheUnavailable: cache.unavailable };
  return { ...preparation, untouched: preparation.untouched && !cache.made };
}

/** Pictures of different sizes cannot share a run, and which sizes will come is not known. */
function unmeasured(limits: TuningLimits): Prepared {
  return { batch: 1, millisecondsByBatch: {}, ...sharedOut(limits), measured: 'never', untouched: true };
}

async function prepareFor(opening: Opening, sample: Tensor, limits: TuningLimits): Promise<Prepared> {
  const { description, cacheDirectory: directory, executionProvider: provider } = opening;
  const { data, dims } = sample;
  const question = JSON.stringify([description.contentHash, data.constructor.name, dims, limits, provider]);
  const open = (threads: number) => openSession(description, { directory, threads, provider });
  const known = await recallTuning(directory, question);
  const tuning = known ?? (await tune(open, sample, limits));
  const tried = description.manifest.task === 'detect';
  if (tried) {
    const session = await open(1);
    await tryDetector(description, session, sample);
    await session.release();
  }
  if (!known) await keepTuning(directory, question, tuning);
  return { ...tuning, measured: known ? 'earlier' : 'now', untouched: known !== undefined && !tried };
}

/** More threads make the CPU faster, not a GPU. */
function limitsOn({ executionProvider }: Opening, limits: TuningLimits): TuningLimits {
  return executionProvider === 'cpu' ? limits : { ...limits, threads: limits.threads || 1 };
}

function limitedBy({ batchLimit }: ModelDescription, limits: TuningLimits): TuningLimits {
  return { ...limits, maxBatch: Math.min(limits.maxBatch, batchLimit ?? limits.maxBatch) };
}

/** A tensor of the size that every picture will have. */
function sampleTensor({ manifest: { preprocess } }: ModelDescription, size: { width: number; height: number }): Tensor {
  const { width, height } = size;
  const length = width * height * 3;
  const data = preprocess.type === 'uint8' ? new Uint8Array(length).fill(127) : new Float32Array(length).fill(0.5);
  return { data, dims: preprocess.layout === 'nchw' ? [3, height, width] : [height, width, 3] };
}
