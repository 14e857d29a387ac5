import type { Field, ProtobufFile } from './protobuf-file';
import { readTensorInfo, type TensorInfo } from './tensor-info';

export interface Graph {
  readonly inputs: TensorInfo[];
  readonly outputs: TensorInfo[];
  readonly lastOperator: string;
  /** Files beside the model that hold its weights, relative to it. */
  readonly weightFiles: string[];
}

interface Node {
  readonly operator: string;
  readonly firstInput: string;
}

/** Operators that pass on what the one before them computed. */
const transparent = new Set([
  'Identity',
  'Cast',
  'Flatten',
  'Reshape',
  'Squeeze',
  'QuantizeLinear',
  'DequantizeLinear',
]);

/** Reads a GraphProto without its weights. */
export function readGraph(file: ProtobufFile, message: Field): Graph {
  const declared: TensorInfo[] = [];
  const outputs: TensorInfo[] = [];
  const initializers = new Set<string>();
  const weightFiles = new Set<string>();
  const producers = new Map<string, Node>();
  for (const field of file.fields(message)) {
    if (field.number === 1) readNode(file, field, producers);
    if (field.number === 5) readInitializer(file, field, initializers, weightFiles);
    if (field.number === 11) declared.push(readTensorInfo(file, field));
    if (field.number === 12) outputs.push(readTensorInfo(file, field));
  }
  return {
    // Models of the first ONNX versions list their weights among the inputs.
    inputs: declared.filter(({ name }) => !initializers.has(name)),
    outputs,
    lastOperator: outputs.length > 0 ? lastOperator(outputs[0].name, producers) : '',
    weightFiles: [...weightFiles],
  };
}

function readNode(file: ProtobufFile, message: Field, producers: Map<string, Node>): void {
  let operator = '';
  let firstInput = '';
  const outputs: string[] = [];
  for (const field of file.fields(message)) {
    if (field.number === 1 && firstInput === '') firstInput = file.text(field);
    if (field.number === 2) outputs.push(file.text(field));
    if (field.number === 4) operator = file.text(field);
  }
  for (const output of outputs) producers.set(output, { operator, firstInput });
}

function readInitializer(file: ProtobufFile, message: Field, names: Set<string>, weightFiles: Set<string>): void {
  for (const field of file.fields(message)) {
    if (field.number === 8) names.add(file.text(field));
    if (field.number !== 13) continue;
    const [key, value] = readPair(file, field);
    if (key === 'location') weightFiles.add(value);
  }
}

/** Reads a StringStringEntryProto. */
export function readPair(file: ProtobufFile, message: Field): [key: string, value: string] {
  let key = '';
  let value = '';
  for (const field of file.fields(message)) {
    if (field.number === 1) key = file.text(field);
    if (field.number === 2) value = file.text(field);
  }
  return [key, value];
}

function lastOperator(output: string, producers: Map<string, Node>): string {
  let node = producers.get(output);
  // A damaged graph may be a circle: no path is longer than the number of values.
  for (let step = 0; node && transparent.has(node.operator) && step < producers.size; step += 1) {
    const before = producers.get(node.firstInput);
    if (!before) break;
    node = before;
  }
  return node?.operator ?? '';
}
