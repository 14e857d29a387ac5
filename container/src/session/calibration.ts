import { StartFailure } from '../../../lib/contracts/start-failures';
import type { Tensor } from '../preprocess';
import type { Session } from './session';

export interface Calibration {
  /** The batch size with the best throughput. */
  readonly batch: number;
  /** The best time of one run, by its number of pictures. */
  readonly millisecondsByBatch: Record<number, number>;
}

/** A larger batch makes its first picture wait for its last, so it has to pay for that. */
const worthwhile = 0.95;
const rounds = 5;
const budgetMilliseconds = 2000;

/**
 * Measures which batch size this CPU works through fastest, among those that take at most `latencyTargetMs`. Sizes
 * double up to `maxBatch`; a model of fixed batch size has nothing to choose.
 *
 * @throws StartFailure model-incompatible when the model fails on the sample
 */
export async function calibrateBatch(
  session: Pick<Session, 'run' | 'batch'>,
  sample: Tensor,
  maxBatch: number,
  latencyTargetMs = Infinity,
): Promise<Calibration> {
  const fixed = session.batch !== 'dynamic';
  const sizes = fixed ? [Number(session.batch)] : doublings(maxBatch);
  const millisecondsByBatch = await measure(session, sample, sizes, latencyTargetMs);
  if (fixed) return { batch: Math.min(sizes[0], Math.max(1, maxBatch)), millisecondsByBatch };
  let batch = 1;
  for (const size of sizes) {
    const perPicture = millisecondsByBatch[size] / size;
    if (millisecondsByBatch[size] > latencyTargetMs) break;
    if (perPicture <= (worthwhile * millisecondsByBatch[batch]) / batch) batch = size;
  }
  return { batch, millisecondsByBatch };
}

function doublings(maxBatch: number): number[] {
  const sizes = [1];
  while (sizes[sizes.length - 1] * 2 <= maxBatch) sizes.push(sizes[sizes.length - 1] * 2);
  return sizes;
}

/** The best time of each size. The rounds are interleaved, so that other load on the machine disturbs all sizes alike. */
async function measure(
  session: Pick<Session, 'run'>,
  sample: Tensor,
  sizes: number[],
  latencyTargetMs: number,
): Promise<Record<number, number>> {
  await warmUp(session, sample);
  const fastest: Record<number, number> = {};
  const deadline = performance.now() + budgetMilliseconds;
  let usable = sizes;
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, size] of usable.entries()) {
      if (performance.now() > deadline && fastest[sizes[0]] !== undefined) return fastest;
      // Hopeless: no size halves the time per picture.
      if (place > 0 && (fastest[sizes[0]] * size) / sizes[0] > 2 * latencyTargetMs) break;
      const batch = new Array<Tensor>(size).fill(sample);
      const start = performance.now();
      try {
        await session.run(batch);
      } catch (error) {
        // Some graphs declare any batch size and still fail on more than one picture.
        if (place === 0) throw error;
        usable = usable.slice(0, place);
        break;
      }
      fastest[size] = Math.min(fastest[size] ?? Infinity, performance.now() - start);
    }
  }
  return fastest;
}

async function warmUp(session: Pick<Session, 'run'>, sample: Tensor): Promise<void> {
  try {
    await session.run([sample]);
  } catch (error) {
    const tensor = `a picture as tensor [${sample.dims.join(', ')}]`;
    throw new StartFailure('model-incompatible', `The model fails on ${tensor}: ${(error as Error).message}`);
  }
}
