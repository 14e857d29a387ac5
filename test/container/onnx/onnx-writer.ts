// The part of onnx.proto that tiny models need, written by hand: a message is a list of fields, a field is bytes.

type Bytes = Buffer;
export type Dimension = number | string;
export const elementType = { float32: 1, uint8: 2, int64: 7, bool: 9, float16: 10 } as const;
export type ElementType = keyof typeof elementType;

function varint(value: number | bigint): Bytes {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}

export function number(field: number, value: number | bigint): Bytes {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

export function bytes(field: number, content: Bytes | string): Bytes {
  const payload = Buffer.from(content);
  return Buffer.concat([varint((field << 3) | 2), varint(payload.length), payload]);
}

export const message = (...fields: Bytes[]): Bytes => Buffer.concat(fields);

export function tensor(name: string, dims: number[], data: Float32Array | BigInt64Array): Bytes {
  const type = data instanceof Float32Array ? elementType.float32 : elementType.int64;
  const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return message(...dims.map((size) => number(1, size)), number(2, type), bytes(8, name), bytes(9, raw));
}

export function valueInfo(name: string, type: ElementType, shape: Dimension[]): Bytes {
  const dims = shape.map((size) =>
    bytes(1, typeof size === 'number' ? number(1, size) : size === '' ? message() : bytes(2, size)),
  );
  const tensorType = message(number(1, elementType[type]), bytes(2, message(...dims)));
  return message(bytes(1, name), bytes(2, bytes(1, tensorType)));
}

type Attribute = number | number[] | { graph: Bytes };

/** Numbers become integer attributes. */
export function node(
  operator: string,
  inputs: string[],
  outputs: string[],
  attributes: Record<string, Attribute> = {},
): Bytes {
  return message(
    ...inputs.map((name) => bytes(1, name)),
    ...outputs.map((name) => bytes(2, name)),
    bytes(4, operator),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
  );
}

function attribute(name: string, value: Attribute): Bytes {
  if (typeof value === 'number') return message(bytes(1, name), number(3, value), number(20, 2));
  if (Array.isArray(value)) return message(bytes(1, name), ...value.map((item) => number(8, item)), number(20, 7));
  return message(bytes(1, name), bytes(6, value.graph), number(20, 5));
}

export interface GraphParts {
  readonly nodes: Bytes[];
  readonly initializers?: Bytes[];
  readonly inputs: Bytes[];
  readonly outputs: Bytes[];
}

export function graph(name: string, { nodes, initializers = [], inputs, outputs }: GraphParts): Bytes {
  return message(
    ...nodes.map((item) => bytes(1, item)),
    bytes(2, name),
    ...initializers.map((item) => bytes(5, item)),
    ...inputs.map((item) => bytes(11, item)),
    ...outputs.map((item) => bytes(12, item)),
  );
}

export function model(main: Bytes, metadata: Record<string, string> = {}): Bytes {
  return message(
    number(1, 8),
    bytes(2, 'tiny-model'),
    bytes(7, main),
    bytes(8, number(2, 17)),
    ...Object.entries(metadata).map(([key, value]) => bytes(14, message(bytes(1, key), bytes(2, value)))),
  );
}
