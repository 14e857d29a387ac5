import { Failure } from '../../../../lib/contracts/failures';
import type { ModelDescription } from '../../models/description';
import type { TensorInfo } from '../../onnx/model-file';
import { type Datatype, datatypeOf } from './datatype';
import type { AnnouncedTensor, Tensor } from './tensor';

/** A tensor as the model declares it; -1 stands for a side of any length. */
export interface DeclaredTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

export interface ModelTensors {
  readonly inputs: readonly DeclaredTensor[];
  readonly outputs: readonly DeclaredTensor[];
}

/** What a model takes and gives, in the words of the protocol. */
export function tensorsOf({ input, output, outputs }: ModelTensorInfo): ModelTensors {
  return { inputs: [declared(input)], outputs: (outputs ?? [output]).map(declared) };
}

export type ModelTensorInfo = Pick<ModelDescription, 'input' | 'output'> & { readonly outputs?: readonly TensorInfo[] };

function declared({ name, type, shape }: TensorInfo): DeclaredTensor {
  return { name, datatype: datatypeOf(type), shape: shape.map((side) => (typeof side === 'number' ? side : -1)) };
}

/** An empty element takes four bytes of a body and a hundred of memory: no honest request holds more of them. */
const mostPictures = 1024;

/** @throws Failure tensors-unfit unless the model takes such a tensor, or pictures that are still encoded in its place */
export function requireTaken(tensor: AnnouncedTensor, tensors: ModelTensors): void {
  const { datatype, shape } = tensor;
  if (datatype !== 'BYTES' || inputNamed(tensor.name, tensors).datatype === 'BYTES') requireFit(tensor, tensors);
  if (datatype === 'BYTES' && shape.reduce((count, side) => count * side, 1) > mostPictures) {
    throw unfit(`A request holds at most ${mostPictures} pictures; this one says [${shape.join(', ')}].`);
  }
}

/** @throws Failure tensors-unfit when the tensor is none that the model takes */
export function requireFit(tensor: AnnouncedTensor, tensors: ModelTensors): void {
  const wanted = inputNamed(tensor.name, tensors);
  if (tensor.datatype !== wanted.datatype) {
    throw unfit(`The input ${wanted.name} is ${wanted.datatype}; the request says ${tensor.datatype}.`);
  }
  const { shape } = wanted;
  const fits = shape.length === tensor.shape.length && shape.every((side, at) => side < 0 || side === tensor.shape[at]);
  if (fits) return;
  throw unfit(
    `The input ${wanted.name} has the shape [${shape.join(', ')}]; the request says [${tensor.shape.join(', ')}].`,
  );
}

function inputNamed(name: string, { inputs }: ModelTensors): DeclaredTensor {
  const found = inputs.find((input) => input.name === name);
  if (found) return found;
  throw unfit(`The model has no input ${name.slice(0, 200)}; it has ${written(inputs)}.`);
}

/** @throws Failure tensors-unfit unless each input is there once */
export function requireComplete(tensors: readonly Tensor[], { inputs }: ModelTensors): void {
  const given = new Set(tensors.map(({ name }) => name));
  if (given.size < tensors.length) throw unfit('The request names an input twice.');
  const missing = inputs.filter(({ name }) => !given.has(name));
  if (missing.length > 0) throw unfit(`The request lacks ${written(missing)}.`);
}

/** @throws Failure tensors-unfit when the model has no such output */
export function outputNamed(name: string, { outputs }: ModelTensors): DeclaredTensor {
  const found = outputs.find((output) => output.name === name);
  if (found) return found;
  throw unfit(`The model has no output ${name.slice(0, 200)}; it has ${written(outputs)}.`);
}

function written(tensors: readonly DeclaredTensor[]): string {
  return tensors.map(({ name, datatype, shape }) => `${name} ${datatype} [${shape.join(', ')}]`).join(', ');
}

function unfit(message: string): Failure {
  return new Failure('tensors-unfit', message);
}
