import type { Field, ProtobufFile } from './protobuf-file';

/** A declared input or output. Symbolic dimensions are strings; one that nobody named is ''. */
export interface TensorInfo {
  name: string;
  /** `float32`, `uint8`, ... ; a value that is no tensor has `sequence`, `map`, `optional` or `sparse` here. */
  type: string;
  shape: (number | string)[];
}

// TensorProto.DataType, by number.
const elementTypes: Record<number, string> = Object.fromEntries(
  (
    'undefined float32 uint8 int8 uint16 int16 int32 int64 string bool float16 float64 uint32 uint64 complex64 ' +
    'complex128 bfloat16 float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4 int4 float4e2m1'
  )
    .split(' ')
    .entries(),
);
const otherTypes: Record<number, string> = { 4: 'sequence', 5: 'map', 8: 'sparse', 9: 'optional' };

/** Reads a ValueInfoProto. */
export function readTensorInfo(file: ProtobufFile, message: Field): TensorInfo {
  const info: TensorInfo = { name: '', type: 'undefined', shape: [] };
  for (const field of file.fields(message)) {
    if (field.number === 1) info.name = file.text(field);
    if (field.number === 2) Object.assign(info, readType(file, field));
  }
  return info;
}

function readType(file: ProtobufFile, message: Field): { type: string; shape: (number | string)[] } {
  let type = 'undefined';
  let shape: (number | string)[] = [];
  for (const kind of file.fields(message)) {
    if (kind.number in otherTypes) type = otherTypes[kind.number];
    if (kind.number !== 1) continue;
    for (const field of file.fields(kind)) {
      if (field.number === 1) type = elementTypes[field.value ?? 0] ?? `type ${field.value}`;
      if (field.number === 2) shape = readShape(file, field);
    }
  }
  return { type, shape };
}

function readShape(file: ProtobufFile, message: Field): (number | string)[] {
  const shape: (number | string)[] = [];
  for (const dimension of file.fields(message)) {
    if (dimension.number !== 1) continue;
    let size: number | string = '';
    for (const field of file.fields(dimension)) {
      // Exporters write -1, and some 0, where they mean "any".
      if (field.number === 1) size = (field.value ?? 0) > 0 ? (field.value ?? 0) : '';
      if (field.number === 2) size = file.text(field);
    }
    shape.push(size);
  }
  return shape;
}
