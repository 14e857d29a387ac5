import { Failure } from '../../../../lib/contracts/failures';
import type { Scheduled } from '../../scheduler/entry';
import type { Scheduler } from '../../scheduler/scheduler';
import type { RanTensors } from '../../scheduler/slot';
import type { RequestTrace } from '../../telemetry/tracing/request-trace';
import { datatypeOf, type NumberDatatype, numberTypes } from './datatype';
import { type DeclaredTensor, type ModelTensors, requireComplete, requireFit } from './model-tensors';
import type { Tensor } from './tensor';

interface TensorRun {
  readonly inputs: readonly Tensor[];
  /** The outputs wanted; all of them when left out. */
  readonly outputs: readonly string[] | undefined;
  readonly deadline: number;
  readonly priority?: number;
  readonly signal: AbortSignal;
  readonly trace?: RequestTrace;
}

export interface RanTensorWork {
  readonly outputs: readonly Tensor[];
  readonly queueMs: number;
  readonly inferMs: number;
}

/**
 * Tensors straight through the model.
 *
 * @throws Failure tensors-unfit, and what the scheduler refuses with
 */
export async function inferTensors(
  scheduler: Pick<Scheduler, 'submit'>,
  model: ModelTensors,
  { inputs, outputs, ...waiting }: TensorRun,
): Promise<RanTensorWork> {
  for (const input of inputs) requireFit(input, model);
  requireComplete(inputs, model);
  const works = inputs.map((input) => ({
    name: input.name,
    type: numberTypes[input.datatype as NumberDatatype].type,
    dims: input.shape,
    data: 'numbers' in input.elements ? input.elements.numbers : new Uint8Array(),
  }));
  const scheduled = await scheduler.submit({
    work: { kind: 'tensors', inputs: works, outputs },
    decodedBytes: costOf(inputs, model),
    ...waiting,
  });
  const { tensors, timings } = ranOutcome(scheduled);
  return {
    outputs: tensors.map(({ name, type, dims, data }) => ({
      name,
      datatype: datatypeOf(type),
      shape: dims,
      elements: { numbers: data },
    })),
    queueMs: scheduled.queueMs,
    inferMs: timings.inferMs,
  };
}

/** The tensors exist twice, in the message and in the runtime, and so do the outputs where their size is known. */
function costOf(inputs: readonly Tensor[], { outputs }: ModelTensors): number {
  const given = inputs.reduce((sum, { elements }) => sum + ('numbers' in elements ? elements.numbers.length : 0), 0);
  const batch = inputs[0].shape[0] ?? 1;
  return 2 * (given + outputs.reduce((sum, output) => sum + outputBytes(output, batch), 0));
}

function outputBytes({ datatype, shape }: DeclaredTensor, batch: number): number {
  if (datatype === 'BYTES') return 0;
  const rest = shape.slice(1).reduce((product, side) => product * Math.max(1, side), 1);
  return batch * rest * numberTypes[datatype].bytes;
}

function ranOutcome({ outcome }: Scheduled): RanTensors {
  if ('failure' in outcome) throw new Failure(outcome.failure, outcome.message);
  if ('tensors' in outcome) return outcome;
  throw new Failure('internal-error', 'Tensors were answered with a picture.');
}
