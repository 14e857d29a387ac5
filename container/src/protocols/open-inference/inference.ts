import { Failure } from '../../../../lib/contracts/failures';
import type { Engine } from '../../inference/engine';
import type { RequestTrace } from '../../telemetry/tracing/request-trace';
import { classify } from './classification';
import type { InferenceAnswer, InferenceRequest } from './inference-request';
import type { ModelStatistics } from './model-statistics';
import { type ModelTensors, outputNamed, requireComplete, tensorsOf } from './model-tensors';
import { answerTensor, inferPictures, scoresTensor } from './picture-inference';
import type { Tensor } from './tensor';
import { inferTensors } from './tensor-inference';

export interface Caller {
  /** When the request began, on the clock of `performance.now()`. */
  readonly startedAt: number;
  /** The latest moment for an answer; the request may wish for an earlier one. */
  readonly deadline: number;
  /** Where the request itself names none. */
  readonly priority?: number;
  readonly signal: AbortSignal;
  readonly trace?: RequestTrace;
}

/** What the protocol needs of a model. */
export type ServedModel = Pick<Engine, 'name' | 'version' | 'description' | 'scheduler' | 'classifier'>;

/**
 * Answers an inference request, whichever way it came: tensors go through the model as they are, BYTES are pictures.
 *
 * @throws Failure
 */
export async function infer(
  model: ServedModel,
  request: InferenceRequest,
  caller: Caller,
  statistics: ModelStatistics,
): Promise<InferenceAnswer> {
  const { name, version, description } = model;
  const tensors = tensorsOf(description);
  for (const output of request.outputs) outputNamed(output.name, tensors);
  const { outputs, ranked, ...times } = await (picturesIn(request, tensors)
    ? runPictures(model, request, caller)
    : runTensors(model, request, caller));
  const ran = performance.now();
  const wanted = wantedOutputs({ outputs, ranked }, request, model);
  const now = performance.now();
  statistics.succeeded({ ...times, totalMs: now - caller.startedAt, outputMs: now - ran });
  return { model: name, version, id: request.id, outputs: wanted };
}

interface Ran {
  readonly outputs: readonly Tensor[];
  /** What classification ranks, where that is not the output itself. */
  readonly ranked?: Tensor;
  readonly pictures: number;
  readonly runs: number;
  readonly queueMs: number;
  readonly inputMs: number;
  readonly inferMs: number;
}

/** BYTES in the place of numbers: pictures that are still encoded. */
function picturesIn({ inputs }: InferenceRequest, tensors: ModelTensors): boolean {
  return inputs.some(
    ({ name, datatype }) =>
      datatype === 'BYTES' && tensors.inputs.some((input) => input.name === name && input.datatype !== 'BYTES'),
  );
}

async function runPictures(model: ServedModel, request: InferenceRequest, caller: Caller): Promise<Ran> {
  const tensors = tensorsOf(model.description);
  requireComplete(request.inputs, tensors);
  if (request.inputs.length > 1) throw new Failure('tensors-unfit', 'Encoded pictures come without other inputs.');
  const answers = await inferPictures(request.inputs[0], model.classifier, waitingOf(request, caller));
  const sum = (milliseconds: (answer: (typeof answers)[number]) => number) =>
    answers.reduce((total, answer) => total + milliseconds(answer), 0);
  return {
    outputs: [answerTensor(answers, tensors)],
    ranked: scoresTensor(answers, tensors),
    pictures: answers.length,
    runs: answers.length,
    queueMs: sum(({ queueMs }) => queueMs),
    inputMs: sum(({ picture: { timings } }) => timings.decodeMs + timings.preprocessMs),
    inferMs: sum(({ picture: { timings } }) => timings.inferMs),
  };
}

async function runTensors(model: ServedModel, request: InferenceRequest, caller: Caller): Promise<Ran> {
  const { inputs, outputs } = request;
  const wanted = outputs.length === 0 ? undefined : outputs.map(({ name }) => name);
  const run = { inputs, outputs: wanted, ...waitingOf(request, caller) };
  const ran = await inferTensors(model.scheduler, tensorsOf(model.description), run);
  return { ...ran, pictures: Math.max(1, inputs[0].shape[0] ?? 1), runs: 1, inputMs: 0 };
}

function waitingOf({ schedule: { timeoutMs = Infinity, priority } }: InferenceRequest, caller: Caller) {
  const { startedAt, deadline, signal, trace } = caller;
  const earlier = Math.min(deadline, startedAt + timeoutMs);
  // Work that cannot be in time is not begun; a free process would have begun it.
  if (performance.now() >= earlier) throw new Failure('deadline-exceeded');
  return { deadline: earlier, priority: priority || caller.priority, signal, trace };
}

/** In the order they were asked for; a picture has one answer, whatever the model's other outputs are. */
function wantedOutputs(
  { outputs, ranked }: Pick<Ran, 'outputs' | 'ranked'>,
  request: InferenceRequest,
  { description }: ServedModel,
): readonly Tensor[] {
  if (request.outputs.length === 0) return outputs;
  return request.outputs.map(({ name, classes }) => {
    const output = outputs.find((candidate) => candidate.name === name);
    if (!output) throw new Failure('tensors-unfit', `Pictures are answered with ${outputs[0].name}, not with ${name}.`);
    return classes === undefined ? output : classify(ranked ?? output, classes, description.manifest.labels);
  });
}
