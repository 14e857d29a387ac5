import type { Field, Message, MessageValue, ScalarKind } from './protobuf-message';
import { BrokenMessage, signed64, unsigned64, WireReader, wireTypes } from './protobuf-wire';

/** More fields than any honest request has; each costs an object, and a hostile one could have millions. */
const maxFields = 65_536;

interface Count {
  left: number;
}

/**
 * Reads a message; fields that it does not know are passed over.
 *
 * @throws BrokenMessage
 */
export function decode<M extends Message>(message: M, bytes: Buffer): MessageValue<M> {
  return read(message, bytes, { left: maxFields }) as MessageValue<M>;
}

function read(message: Message, bytes: Buffer, count: Count): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const byNumber = new Map<number, [name: string, field: Field]>();
  for (const [name, field] of Object.entries(message)) {
    value[name] = emptyOf(field);
    byNumber.set(field.number, [name, field]);
  }
  const reader = new WireReader(bytes);
  while (!reader.atEnd) {
    count.left -= 1;
    if (count.left < 0) throw new BrokenMessage(`it has more than ${maxFields} fields`);
    const tag = reader.small();
    const known = byNumber.get(tag >>> 3);
    if (known) put(value, known, reader, { wireType: tag & 7, count });
    else reader.value(tag & 7);
  }
  return value;
}

interface Reading {
  readonly wireType: number;
  readonly count: Count;
}

function put(
  value: Record<string, unknown>,
  [name, field]: [string, Field],
  reader: WireReader,
  reading: Reading,
): void {
  const { kind, rule } = field;
  if (kind === 'packed') {
    (value[name] as unknown[]).push(reader.value(reading.wireType));
  } else if (rule === 'map') {
    const entry = read(
      { key: { number: 1, kind: 'string', rule: 'one' }, value: { number: 2, kind, rule: 'maybe' } },
      expectBytes(reader, reading.wireType),
      reading.count,
    );
    const found = entry.value ?? read(kind as Message, Buffer.alloc(0), reading.count);
    // A key such as __proto__ must be an ordinary one.
    Object.defineProperty(value[name], String(entry.key), { value: found, enumerable: true, configurable: true });
  } else if (typeof kind === 'object') {
    const inner = read(kind, expectBytes(reader, reading.wireType), reading.count);
    if (rule === 'many') (value[name] as unknown[]).push(inner);
    else value[name] = inner;
  } else if (rule === 'many' && reading.wireType === wireTypes.bytes && kind !== 'string' && kind !== 'bytes') {
    const list = new WireReader(expectBytes(reader, reading.wireType));
    while (!list.atEnd) {
      reading.count.left -= 1;
      if (reading.count.left < 0) throw new BrokenMessage(`it has more than ${maxFields} values`);
      (value[name] as unknown[]).push(scalar(kind, list, kind === 'double' ? wireTypes.fixed64 : wireTypes.varint));
    }
  } else {
    const single = scalar(kind, reader, reading.wireType);
    if (rule === 'many') (value[name] as unknown[]).push(single);
    else value[name] = single;
  }
}

function expectBytes(reader: WireReader, wireType: number): Buffer {
  if (wireType !== wireTypes.bytes) throw new BrokenMessage(`a message has wire type ${wireType}`);
  return reader.value(wireType);
}

function scalar(kind: ScalarKind, reader: WireReader, wireType: number): unknown {
  const expected = { string: wireTypes.bytes, bytes: wireTypes.bytes, double: wireTypes.fixed64 }[kind as 'string'];
  if (wireType !== (expected ?? wireTypes.varint)) throw new BrokenMessage(`a ${kind} has wire type ${wireType}`);
  switch (kind) {
    case 'bool': {
      const [low, high] = reader.varint();
      return low !== 0 || high !== 0;
    }
    case 'int32':
      return reader.varint()[0] | 0;
    case 'uint32':
      return reader.varint()[0];
    case 'int64':
      return signed64(reader.varint());
    case 'uint64':
      return unsigned64(reader.varint());
    case 'double':
      return reader.take(8).readDoubleLE(0);
    case 'string':
      return reader.value(wireType).toString('utf8');
    default:
      return reader.value(wireType);
  }
}

const empties = { bool: false, string: '' };

function emptyOf({ kind, rule }: Field): unknown {
  if (rule === 'many') return [];
  if (rule === 'map') return {};
  if (rule === 'maybe') return undefined;
  if (kind === 'bytes') return Buffer.alloc(0);
  return empties[kind as 'bool'] ?? 0;
}
