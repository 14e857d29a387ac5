import { Failure } from '../../../../../lib/contracts/failures';
import { datatypeNamed } from '../datatype';
import { binaryElements } from '../http/request-body';
import { bytesOf } from '../http/response-body';
import type { InferenceAnswer, InferenceRequest } from '../inference-request';
import {
  type Parameters,
  readRequestedOutput,
  readSchedule,
  refuseSharedMemory,
  withoutRepetition,
} from '../request-parameters';
import { elementCount, type Tensor, type TensorAdmission } from '../tensor';
import { readContents } from './contents';
import type { inferRequest } from './messages';
import type { MessageValue } from './protobuf-message';

export type InferMessage = MessageValue<typeof inferRequest>;
type InputMessage = InferMessage['inputs'][number];

const maxTensors = 64;

/**
 * An inference request from its message: tensors raw, all or none of them, or in typed lists.
 *
 * @throws Failure request-malformed, feature-unsupported
 */
export async function readInferMessage(message: InferMessage, admission: TensorAdmission): Promise<InferenceRequest> {
  const { id, inputs, outputs, parameters, raw_input_contents: raw } = message;
  if (inputs.length === 0 || inputs.length > maxTensors || outputs.length > maxTensors) {
    throw malformed(`inputs: expected 1 to ${maxTensors}, and at most as many outputs.`);
  }
  if (raw.length > 0 && raw.length !== inputs.length) {
    throw malformed(
      `raw_input_contents: expected one for each of the ${inputs.length} inputs, received ${raw.length}.`,
    );
  }
  const tensors: Tensor[] = [];
  for (const [place, input] of inputs.entries()) tensors.push(await readInput(input, raw[place], admission));
  const requested = outputs.map((output) => readRequestedOutput(output.name, valuesOf(output.parameters)));
  return {
    ...(id === '' ? {} : { id }),
    inputs: tensors,
    outputs: withoutRepetition(requested),
    binaryOutputs: true,
    schedule: readSchedule(valuesOf(parameters)),
  };
}

async function readInput(input: InputMessage, raw: Buffer | undefined, admission: TensorAdmission): Promise<Tensor> {
  const { name, shape } = input;
  const datatype = datatypeNamed(input.datatype, name);
  const count = elementCount(shape, datatype, name);
  refuseSharedMemory(input.parameters, name);
  admission.admit({ name, datatype, shape: shape as number[] });
  if (raw && input.contents) throw malformed(`${name} has contents, and raw_input_contents too.`);
  const elements = raw
    ? binaryElements(raw, { name, datatype, count })
    : await readContents(input.contents, { tensor: name, datatype, count, take: (bytes) => admission.take(bytes) });
  return { name, datatype, shape: shape as number[], elements };
}

function valuesOf(parameters: InferMessage['parameters']): Parameters {
  const entries = Object.entries(parameters).map(([name, choice]) => {
    const { bool_param, int64_param, string_param, double_param, uint64_param } = choice;
    return [name, bool_param ?? int64_param ?? uint64_param ?? string_param ?? double_param];
  });
  return Object.fromEntries(entries);
}

/** An answer as its message; tensors are always raw, as Triton's are. */
export function answerMessage({ model, version, id, outputs }: InferenceAnswer): object {
  return {
    model_name: model,
    model_version: version,
    id: id ?? '',
    outputs: outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
    raw_output_contents: outputs.map(bytesOf),
  };
}

function malformed(message: string): Failure {
  return new Failure('request-malformed', message);
}
