/** A declared shape: one declaration gives both the TypeScript type and the decoder. */
export interface Schema<T> {
  /** Returns the decoded value; every mismatch is added to `problems` as `path: expected ..., received ...`. */
  read(value: unknown, path: string, problems: string[]): T;
}

export type Infer<S> = S extends Schema<infer T> ? T : never;

/** Every mismatch between a value and its schema, listed at once. */
export class SchemaError extends Error {
  constructor(readonly problems: string[]) {
    super(problems.join('\n'));
    this.name = 'SchemaError';
  }
}

/** Decodes `value` or throws one `SchemaError` that lists all problems. */
export function decode<T>(schema: Schema<T>, value: unknown, path: string): T {
  const problems: string[] = [];
  const decoded = schema.read(value, path, problems);
  if (problems.length > 0) throw new SchemaError(problems);
  return decoded;
}

export function string({ min = 1, max = 1024 }: { min?: number; max?: number } = {}): Schema<string> {
  const expected = min === 1 ? 'a non-empty string' : `a string of ${min} characters or more`;
  return leaf((value, refuse) => {
    if (typeof value !== 'string') return refuse(expected, typeOf(value));
    if (value.length < min) return refuse(expected, `${value.length} characters`);
    if (value.length > max) return refuse(`a string of at most ${max} characters`, `${value.length} characters`);
    return value;
  });
}

export function number({ min = -Infinity, max = Infinity }: { min?: number; max?: number } = {}): Schema<number> {
  return numeric('a number', Number.isFinite, min, max);
}

export function integer({ min = -Infinity, max = Infinity }: { min?: number; max?: number } = {}): Schema<number> {
  return numeric('a whole number', Number.isSafeInteger, min, max);
}

export function boolean(): Schema<boolean> {
  return leaf((value, refuse) => (typeof value === 'boolean' ? value : refuse('true or false', typeOf(value))));
}

export function oneOf<const T extends string>(allowed: readonly T[]): Schema<T> {
  const expected = allowed.length === 1 ? `${allowed[0]}` : `one of ${allowed.join(', ')}`;
  return leaf((value, refuse) =>
    allowed.includes(value as T)
      ? (value as T)
      : refuse(expected, typeof value === 'string' ? `"${value.slice(0, 80)}"` : typeOf(value)),
  );
}

export function array<T>(item: Schema<T>, { min = 0, max = 100_000 } = {}): Schema<T[]> {
  return {
    read(value, path, problems) {
      const expected = `a list of ${min} to ${max} items`;
      if (!Array.isArray(value)) return fail(problems, path, expected, typeOf(value));
      if (value.length < min || value.length > max) return fail(problems, path, expected, `${value.length} items`);
      return value.map((entry, index) => item.read(entry, `${path}[${index}]`, problems));
    },
  };
}

/** A field that may be left out; with `fallback`, an absent field takes that value. */
export function optional<T>(schema: Schema<T>): Schema<T | undefined>;
export function optional<T>(schema: Schema<T>, fallback: T): Schema<T>;
export function optional<T>(schema: Schema<T>, fallback?: T): Schema<T | undefined> {
  return {
    read: (value, path, problems) => (value === undefined ? fallback : schema.read(value, path, problems)),
  };
}

type Fields = Record<string, Schema<unknown>>;
type Absent<F extends Fields, K extends keyof F> = undefined extends Infer<F[K]> ? K : never;
type Decoded<F extends Fields> = { [K in keyof F as K extends Absent<F, K> ? never : K]: Infer<F[K]> } & {
  [K in keyof F as Absent<F, K>]?: Infer<F[K]>;
};

/**
 * An object with exactly these fields: one that nobody declared is refused, because it is most often a misspelling; unless
 * `others` are ignored, because whoever writes them may know more than this version.
 */
export function object<F extends Fields>(
  fields: F,
  { others = 'refused' }: { others?: 'refused' | 'ignored' } = {},
): Schema<Decoded<F>> {
  return {
    read(value, path, problems) {
      if (!isRecord(value)) return fail(problems, path, 'an object', typeOf(value));
      for (const key of Object.keys(value)) {
        if (others === 'refused' && !Object.hasOwn(fields, key)) {
          problems.push(`${path}.${key}: unknown field, expected one of ${Object.keys(fields).join(', ')}`);
        }
      }
      const entries = Object.entries(fields)
        .map(([key, schema]) => [key, schema.read(value[key], `${path}.${key}`, problems)] as const)
        .filter(([, field]) => field !== undefined);
      return Object.fromEntries(entries) as Decoded<F>;
    },
  };
}

/** An object whose field `tag` chooses which of several shapes it has. */
export function variants<K extends string, V extends Record<string, Fields>>(
  tag: K,
  shapes: V,
): Schema<{ [N in keyof V & string]: { [P in K]: N } & Decoded<V[N]> }[keyof V & string]> {
  const names = Object.keys(shapes);
  return {
    read(value, path, problems) {
      if (!isRecord(value)) return fail(problems, path, 'an object', typeOf(value));
      const name = oneOf(names).read(value[tag], `${path}.${tag}`, problems);
      return object({ [tag]: oneOf(names), ...shapes[name] }).read(value, path, name ? problems : []) as never;
    },
  };
}

function numeric(noun: string, valid: (value: number) => boolean, min: number, max: number): Schema<number> {
  const bounded = min > -Infinity && max < Infinity;
  const range = bounded ? ` between ${min} and ${max}` : min > -Infinity ? ` of ${min} or more` : '';
  return leaf((value, refuse) => {
    if (typeof value !== 'number') return refuse(noun + range, typeOf(value));
    return valid(value) && value >= min && value <= max ? value : refuse(noun + range, String(value));
  });
}

function leaf<T>(check: (value: unknown, refuse: (expected: string, received: string) => never) => T): Schema<T> {
  return {
    read: (value, path, problems) => check(value, (expected, received) => fail(problems, path, expected, received)),
  };
}

// The caller sees the problem, never this value: `decode` throws whenever the list is not empty.
function fail(problems: string[], path: string, expected: string, received: string): never {
  problems.push(`${path}: expected ${expected}, received ${received}`);
  return undefined as never;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
}
