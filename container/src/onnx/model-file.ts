import { StartFailure } from '../../../lib/contracts/start-failures';
import { type Graph, readGraph, readPair } from './graph';
import { DamagedProtobuf, type Field, ProtobufFile } from './protobuf-file';
import type { TensorInfo } from './tensor-info';

export type { TensorInfo } from './tensor-info';

/** Who wrote a model, and for which version of the operators. */
export interface OnnxOrigin {
  /** `pytorch 2.5.1`; empty where the file does not tell. */
  producer: string;
  opset: number | undefined;
}

/** What an ONNX file says about itself, apart from its weights. */
export interface OnnxModelFile extends OnnxOrigin {
  /** Without those that are weights. */
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  metadata: Record<string, string>;
  /** The operator that computes the first output; those that only reshape or convert it are passed over. */
  lastOperator: string;
  /** Files beside the model that hold its weights, relative to it. */
  weightFiles: string[];
}

/**
 * Reads the description inside an ONNX file in a few reads, however large the file is.
 *
 * @throws StartFailure model-missing, model-unreadable
 */
export async function readOnnxModel(path: string): Promise<OnnxModelFile> {
  let file: ProtobufFile | undefined;
  try {
    file = new ProtobufFile(path);
    if (isGitPointer(file)) {
      throw new StartFailure('model-unreadable', `${path} is a Git LFS pointer, not the model; run git lfs pull.`);
    }
    return readModel(file, path);
  } catch (error) {
    throw asStartFailure(error, path);
  } finally {
    file?.close();
  }
}

/** Reads a ModelProto. */
function readModel(file: ProtobufFile, path: string): OnnxModelFile {
  let graph: Graph | undefined;
  const metadata: Record<string, string> = {};
  const producer = ['', ''];
  let opset: number | undefined;
  for (const field of file.fields()) {
    if (field.number === 2 || field.number === 3) producer[field.number - 2] = file.text(field);
    if (field.number === 8) opset = readOpset(file, field) ?? opset;
    if (field.number === 7) graph = readGraph(file, field);
    if (field.number === 14) {
      const [key, value] = readPair(file, field);
      Object.defineProperty(metadata, key, { value, enumerable: true, configurable: true, writable: true });
    }
  }
  if (!graph) throw new StartFailure('model-unreadable', `${path} holds no graph.`);
  if (graph.outputs.length === 0) throw new StartFailure('model-unreadable', `The graph in ${path} has no outputs.`);
  return { metadata, producer: producer.join(' ').trim(), opset, ...graph };
}

/** The version in an OperatorSetIdProto of the standard operators, whose domain has no name or the old one. */
function readOpset(file: ProtobufFile, message: Field): number | undefined {
  let domain = '';
  let version: number | undefined;
  for (const field of file.fields(message)) {
    if (field.number === 1) domain = file.text(field);
    if (field.number === 2) version = field.value;
  }
  return domain === '' || domain === 'ai.onnx' ? version : undefined;
}

function isGitPointer(file: ProtobufFile): boolean {
  const opening = 'version https://git-lfs';
  return file.size > opening.length && file.size < 1024 && file.text({ start: 0, end: opening.length }) === opening;
}

function asStartFailure(error: unknown, path: string): StartFailure {
  if (error instanceof StartFailure) return error;
  if (error instanceof DamagedProtobuf)
    return new StartFailure('model-unreadable', `${path} is damaged: ${error.message}.`);
  const { code, message } = error as NodeJS.ErrnoException;
  const id = code === 'ENOENT' || code === 'ENOTDIR' ? 'model-missing' : 'model-unreadable';
  return new StartFailure(id, `${path} cannot be read: ${message}.`);
}
