interface Scalars {
  bool: boolean;
  int32: number;
  uint32: number;
  /** A bigint where a float64 could not hold it. */
  int64: number | bigint;
  uint64: number | bigint;
  double: number;
  string: string;
  /** A view into the message. */
  bytes: Buffer;
  /** Numbers as they are on the wire: how many there may be is known only to whoever knows the shape. */
  packed: Buffer;
}

export type ScalarKind = keyof Scalars;
export type Kind = ScalarKind | Message;
/** `one`: its default when absent. `maybe`: undefined when absent, also every message that stands alone. */
export type Rule = 'one' | 'maybe' | 'many' | 'map';

export interface Field<K extends Kind = Kind, R extends Rule = Rule> {
  readonly number: number;
  readonly kind: K;
  readonly rule: R;
}

/** A message of Protocol Buffers: its fields by name. Names never travel, numbers do. */
export interface Message {
  readonly [name: string]: Field;
}

type KindValue<K> = K extends ScalarKind ? Scalars[K] : K extends Message ? MessageValue<K> : never;
type FieldValue<K, R> = R extends 'many'
  ? KindValue<K>[]
  : R extends 'map'
    ? Record<string, KindValue<K>>
    : R extends 'maybe'
      ? KindValue<K> | undefined
      : KindValue<K>;

/** What a message is once it is read. */
export type MessageValue<M extends Message> = {
  [N in keyof M]: M[N] extends Field<infer K, infer R> ? FieldValue<K, R> : never;
};

export const one = <K extends ScalarKind>(number: number, kind: K): Field<K, 'one'> => ({ number, kind, rule: 'one' });
export const maybe = <K extends Kind>(number: number, kind: K): Field<K, 'maybe'> => ({ number, kind, rule: 'maybe' });
export const many = <K extends Kind>(number: number, kind: K): Field<K, 'many'> => ({ number, kind, rule: 'many' });
/** Keys are strings. */
export const map = <K extends Kind>(number: number, kind: K): Field<K, 'map'> => ({ number, kind, rule: 'map' });
/** A list of numbers that is left on the wire, in as many pieces as it came. */
export const packed = (number: number): Field<'packed', 'many'> => ({ number, kind: 'packed', rule: 'many' });
