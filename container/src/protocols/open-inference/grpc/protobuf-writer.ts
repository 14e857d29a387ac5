import type { Field, Kind, Message } from './protobuf-message';
import { varintBytes, wireTypes } from './protobuf-wire';

/** A message with the fields that are there; a field with its default value needs no place on the wire. */
export function encode(message: Message, value: object): Buffer {
  const parts: Uint8Array[] = [];
  for (const [name, field] of Object.entries(message)) {
    write(parts, field, (value as Record<string, unknown>)[name]);
  }
  return Buffer.concat(parts);
}

function write(parts: Uint8Array[], { number, kind, rule }: Field, value: unknown): void {
  if (value === undefined) return;
  if (rule === 'map') {
    const entry = {
      key: { number: 1, kind: 'string', rule: 'maybe' },
      value: { number: 2, kind, rule: 'maybe' },
    } as const;
    for (const [key, inner] of Object.entries(value as object)) {
      writeValue(parts, number, entry, { key, value: inner });
    }
  } else if (rule === 'many') {
    const values = value as unknown[];
    if (values.length === 0) return;
    if (typeof kind === 'object' || kind === 'string' || kind === 'bytes' || kind === 'packed') {
      for (const inner of values) writeValue(parts, number, kind, inner);
    } else writeValue(parts, number, 'bytes', Buffer.concat(values.map((inner) => scalarBytes(kind, inner))));
  } else if (rule === 'maybe' || !isDefault(value)) writeValue(parts, number, kind, value);
}

function isDefault(value: unknown): boolean {
  return value === false || value === 0 || value === '' || (value instanceof Uint8Array && value.length === 0);
}

function writeValue(parts: Uint8Array[], number: number, kind: Kind, value: unknown): void {
  const wireType = wireTypeOf(kind);
  parts.push(Uint8Array.from(varintBytes(number * 8 + wireType)));
  const bytes = typeof kind === 'object' ? encode(kind, value as object) : scalarBytes(kind, value);
  if (wireType === wireTypes.bytes) parts.push(Uint8Array.from(varintBytes(bytes.length)));
  parts.push(bytes);
}

function wireTypeOf(kind: Kind): number {
  if (kind === 'double') return wireTypes.fixed64;
  return typeof kind === 'object' || kind === 'string' || kind === 'bytes' || kind === 'packed'
    ? wireTypes.bytes
    : wireTypes.varint;
}

function scalarBytes(kind: Kind, value: unknown): Uint8Array {
  if (kind === 'string') return Buffer.from(value as string);
  if (kind === 'bytes' || kind === 'packed') return value as Uint8Array;
  if (kind === 'double') {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value as number);
    return bytes;
  }
  return Uint8Array.from(
    varintBytes(Number.isInteger(value) || typeof value === 'bigint' ? (value as number) : Number(value)),
  );
}
