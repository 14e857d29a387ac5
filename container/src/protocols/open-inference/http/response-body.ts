import { type ElementArray, elementArrays } from '../../../session/element-types';
import { writeByteStrings } from '../byte-strings';
import { type NumberDatatype, numberTypes } from '../datatype';
import type { InferenceAnswer } from '../inference-request';
import type { Tensor } from '../tensor';
import { Turns } from '../turns';

export interface AnswerBody {
  readonly body: Buffer;
  /** Length of the JSON before the binary data; nothing when all of it is JSON. */
  readonly jsonLength?: number;
}

/**
 * Writes an answer as HTTP carries it.
 *
 * @param binary whether an output is answered as binary data
 */
export async function writeAnswer(answer: InferenceAnswer, binary: (output: string) => boolean): Promise<AnswerBody> {
  const { model, version, id, outputs } = answer;
  const parts: string[] = [];
  const data: Uint8Array[] = [];
  for (const output of outputs) {
    const { name, datatype, shape } = output;
    const head = JSON.stringify({ name, datatype, shape }).slice(0, -1);
    // JSON has no form for half precision.
    if (binary(name) || datatype === 'FP16') {
      const bytes = bytesOf(output);
      data.push(bytes);
      parts.push(`${head},"parameters":{"binary_data_size":${bytes.length}}}`);
    } else parts.push(`${head},"data":[${await elementsOf(output)}]}`);
  }
  const start = JSON.stringify({ ...(id === undefined ? {} : { id }), model_name: model, model_version: version });
  const json = Buffer.from(`${start.slice(0, -1)},"outputs":[${parts.join(',')}]}`);
  return data.length === 0 ? { body: json } : { body: Buffer.concat([json, ...data]), jsonLength: json.length };
}

/** The binary form of a tensor's elements. */
export function bytesOf({ elements }: Tensor): Uint8Array {
  return 'numbers' in elements ? elements.numbers : writeByteStrings(elements.strings);
}

async function elementsOf({ datatype, elements }: Tensor): Promise<string> {
  if ('strings' in elements) {
    return elements.strings.map((string) => JSON.stringify(Buffer.from(string).toString())).join(',');
  }
  const view = viewOf(datatype as NumberDatatype, elements.numbers);
  const turns = new Turns();
  const pieces: string[] = [];
  const piece = 4096;
  for (let start = 0; start < view.length; start += piece) {
    if (turns.over) await turns.next();
    pieces.push(textOf(view.subarray(start, start + piece), datatype));
  }
  return pieces.join(',');
}

function textOf(values: ReturnType<typeof viewOf>, datatype: string): string {
  if (datatype === 'BOOL') return Array.from(values as Uint8Array, (value) => (value ? 'true' : 'false')).join(',');
  if (datatype !== 'FP32' && datatype !== 'FP64') return values.join(',');
  // JSON has no infinity and no NaN.
  return Array.from(values as Float32Array, (value) => (Number.isFinite(value) ? value : 'null')).join(',');
}

/** The numbers in bytes that may begin at any address. */
export function viewOf(datatype: NumberDatatype, bytes: Uint8Array): ElementArray {
  const array = elementArrays[numberTypes[datatype].type];
  const size = array.BYTES_PER_ELEMENT;
  const aligned = bytes.byteOffset % size === 0 ? bytes : Uint8Array.from(bytes);
  return new array(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / size);
}
