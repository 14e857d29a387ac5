import { Failure } from '../../../../../lib/contracts/failures';
import { readByteStrings } from '../byte-strings';
import { type Datatype, datatypeNamed, numberTypes } from '../datatype';
import type { InferenceRequest, RequestedOutput } from '../inference-request';
import {
  type Parameters,
  readRequestedOutput,
  readSchedule,
  refuseSharedMemory,
  wholeNumber,
  withoutRepetition,
} from '../request-parameters';
import { type Elements, elementCount, type Tensor, type TensorAdmission } from '../tensor';
import { type ElementList, type JsonDocument, readJsonDocument } from './json-document';
import { readNumbers, readStrings } from './json-elements';

export interface BodyLayout {
  readonly body: Buffer;
  /** Length of the JSON; behind it lies binary data. */
  readonly jsonLength: number;
  readonly admission: TensorAdmission;
}

const maxTensors = 64;

/**
 * Reads an inference request as HTTP carries it: JSON, with binary data behind it where its inputs say so.
 *
 * @throws Failure request-malformed, feature-unsupported
 */
export async function readInferenceRequest({ body, jsonLength, admission }: BodyLayout): Promise<InferenceRequest> {
  const json = body.subarray(0, jsonLength);
  const binary = new BinaryData(body.subarray(jsonLength));
  const document = await readJsonDocument(json);
  const { id, parameters, inputs, outputs } = objectOf(document.value, 'the request');
  const tensors: Tensor[] = [];
  for (const [place, input] of listOf(inputs, 'inputs').entries()) {
    tensors.push(await readInput(objectOf(input, `inputs[${place}]`), { json, document, binary, admission }));
  }
  if (tensors.length === 0) throw malformed('inputs: expected at least one.');
  binary.end();
  const general = parametersOf(parameters, 'the request');
  const requested = outputs === undefined ? [] : listOf(outputs, 'outputs').map(readOutput);
  return {
    ...(id === undefined ? {} : { id: textOf(id, 'id') }),
    inputs: tensors,
    outputs: withoutRepetition(requested),
    binaryOutputs: general.binary_data_output === true,
    schedule: readSchedule(general),
  };
}

interface Sources {
  readonly json: Buffer;
  readonly document: JsonDocument;
  readonly binary: BinaryData;
  readonly admission: TensorAdmission;
}

async function readInput(input: Record<string, unknown>, sources: Sources): Promise<Tensor> {
  const name = textOf(input.name, 'the name of an input');
  const datatype = datatypeNamed(input.datatype, name);
  const count = elementCount(input.shape, datatype, name);
  const parameters = parametersOf(input.parameters, name);
  refuseSharedMemory(parameters, name);
  sources.admission.admit({ name, datatype, shape: input.shape as number[] });
  const size = wholeNumber(parameters, 'binary_data_size', Number.MAX_SAFE_INTEGER);
  const { json, document, binary, admission } = sources;
  if (size !== undefined) {
    if (input.data !== undefined) throw malformed(`${name} has both data and binary_data_size.`);
    const elements = binaryElements(binary.next(size, name), { name, datatype, count });
    return { name, datatype, shape: input.shape as number[], elements };
  }
  const list = typeof input.data === 'number' ? document.lists.get(input.data) : undefined;
  if (!list) throw malformed(`${name} has neither a list of data nor binary_data_size.`);
  const elements = await jsonElements(json, { list, count, tensor: name }, datatype, admission);
  return { name, datatype, shape: input.shape as number[], elements };
}

interface Announced {
  readonly name: string;
  readonly datatype: Datatype;
  readonly count: number;
}

/** The elements of a tensor from its binary form. */
export function binaryElements(bytes: Buffer, { name, datatype, count }: Announced): Elements {
  if (datatype === 'BYTES') return { strings: readByteStrings(bytes, count, name) };
  const expected = count * numberTypes[datatype].bytes;
  if (bytes.length === expected) return { numbers: bytes };
  throw malformed(`${name} has ${bytes.length} bytes of data; its shape takes ${expected}.`);
}

async function jsonElements(
  json: Buffer,
  plan: { list: ElementList; count: number; tensor: string },
  datatype: Datatype,
  admission: TensorAdmission,
): Promise<Elements> {
  const { list, count, tensor } = plan;
  // Each element but the last takes two characters, itself and its comma: memory is lent for what can be there only.
  if (count > (list.end - list.start) / 2)
    throw malformed(`${tensor} holds fewer than the ${count} elements of its shape.`);
  if (datatype === 'BYTES') return { strings: await readStrings(json, plan), text: true };
  admission.take(count * numberTypes[datatype].bytes);
  return { numbers: await readNumbers(json, plan, datatype) };
}

/** What lies behind the JSON: one tensor after the other. */
class BinaryData {
  private place = 0;
  constructor(private readonly bytes: Buffer) {}

  next(size: number, tensor: string): Buffer {
    if (this.place + size > this.bytes.length) {
      const left = this.bytes.length - this.place;
      throw malformed(`${tensor} announces ${size} bytes of binary data; ${left} are left.`);
    }
    this.place += size;
    return this.bytes.subarray(this.place - size, this.place);
  }

  end(): void {
    const left = this.bytes.length - this.place;
    if (left > 0) throw malformed(`${left} bytes follow the binary data that the inputs announce.`);
  }
}

function readOutput(output: unknown, place: number): RequestedOutput {
  const { name, parameters } = objectOf(output, `outputs[${place}]`);
  const text = textOf(name, 'the name of an output');
  return readRequestedOutput(text, parametersOf(parameters, text));
}

function parametersOf(value: unknown, owner: string): Parameters {
  return value === undefined || value === null ? {} : objectOf(value, `parameters of ${owner}`);
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw malformed(`${what}: expected an object.`);
}

function listOf(value: unknown, what: string): unknown[] {
  if (Array.isArray(value) && value.length <= maxTensors) return value;
  throw malformed(`${what}: expected a list of at most ${maxTensors}.`);
}

function textOf(value: unknown, what: string): string {
  if (typeof value === 'string' && value.length <= 1024) return value;
  throw malformed(`${what}: expected a text of at most 1024 characters.`);
}

function malformed(message: string): Failure {
  return new Failure('request-malformed', message);
}
