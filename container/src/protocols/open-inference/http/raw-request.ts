import { Failure } from '../../../../../lib/contracts/failures';
import { readImageHeader } from '../../../image/headers/read-header';
import { numberTypes } from '../datatype';
import type { InferenceRequest } from '../inference-request';
import { type DeclaredTensor, type ModelTensorInfo, tensorsOf } from '../model-tensors';
import type { Tensor } from '../tensor';
import { binaryElements } from './request-body';

/**
 * A body that is nothing but one tensor, or one encoded picture; everything is answered as binary data.
 *
 * @throws Failure tensors-unfit when the model's input does not tell how the bytes are to be read
 */
export function rawRequest(body: Buffer, model: ModelTensorInfo): InferenceRequest {
  const { inputs } = tensorsOf(model);
  const request = { outputs: [], binaryOutputs: true, schedule: { priority: 0 } };
  if (inputs.length > 1) throw unfit(`A bare tensor is for models of one input; this one has ${inputs.length}.`);
  const [input] = inputs;
  return { ...request, inputs: [tensorIn(body, input) ?? pictureIn(body, input)] };
}

/** Of a batch of one; at most one other side may be left open by the model, and the length of the body tells it. */
function tensorIn(body: Buffer, { name, datatype, shape }: DeclaredTensor): Tensor | undefined {
  if (datatype === 'BYTES') return undefined;
  const sides = shape.map((side, place) => (place === 0 && side < 0 ? 1 : side));
  const open = sides.filter((side) => side < 0).length;
  const known = sides.reduce((product, side) => (side < 0 ? product : product * side), numberTypes[datatype].bytes);
  if (open > 1 || body.length === 0 || body.length % known !== 0) return undefined;
  if (open === 0 && body.length !== known) return undefined;
  const full = sides.map((side) => (side < 0 ? body.length / known : side));
  const count = full.reduce((product, side) => product * side, 1);
  return { name, datatype, shape: full, elements: binaryElements(body, { name, datatype, count }) };
}

function pictureIn(body: Buffer, { name, datatype, shape }: DeclaredTensor): Tensor {
  const header = readImageHeader(body);
  if (!('format' in header) && !('unreadable' in header)) {
    throw unfit(
      `The body of ${body.length} bytes is no picture and no ${datatype} tensor [${shape.join(', ')}] with a batch of one.`,
    );
  }
  return { name, datatype: 'BYTES', shape: [1], elements: { strings: [body] } };
}

function unfit(message: string): Failure {
  return new Failure('tensors-unfit', message);
}
