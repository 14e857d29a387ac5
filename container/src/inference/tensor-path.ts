import type { Outcome, TensorWork } from '../scheduler/slot';
import type { Session } from '../session/session';
import { toMachineClock } from '../telemetry/tracing/monotonic';

/** Tensors straight through the model, for callers who do their own decoding and labels. */
export async function runTensors(session: Session, { inputs, outputs }: TensorWork): Promise<Outcome> {
  const start = performance.now();
  try {
    const tensors = await session.runTensors(inputs, outputs);
    return { tensors, timings: { inferMs: performance.now() - start }, moments: { inferAt: toMachineClock(start) } };
  } catch (error) {
    return { failure: 'tensors-unfit', message: `The model cannot work on these tensors: ${(error as Error).message}` };
  }
}
