import { createHash } from 'node:crypto';
import {
  array,
  boolean,
  decode,
  integer,
  number,
  object,
  optional,
  SchemaError,
  string,
} from '../../../lib/contracts/schema';

/** One caller that may use the server, known by the SHA-256 digest of its key; the key itself is not kept. */
export interface ApiKey {
  /** Names the caller in the access log. */
  readonly name: string;
  readonly digest: Buffer;
  /** Absent: as many as the server can answer. */
  readonly rate?: Rate;
  /** Whether the key opens the routes that change or reveal the server. */
  readonly admin: boolean;
}

export interface Rate {
  readonly requestsPerSecond: number;
  /** How many requests may come at once after a pause. */
  readonly burst: number;
}

/** The most keys one server knows: every request is compared with all of them. */
const mostKeys = 1000;
/** The most bytes a list of keys may have. */
export const mostBytes = 1_048_576;

const fields = {
  name: string({ max: 64 }),
  key: optional(string({ min: 16, max: 256 })),
  sha256: optional(string({ min: 64, max: 64 })),
  requestsPerSecond: optional(number({ min: 0.001, max: 1_000_000 })),
  burst: optional(integer({ min: 1, max: 1_000_000 })),
  admin: optional(boolean(), false),
};
const schema = array(object(fields), { min: 1, max: mostKeys });

/** What one entry of the list means as a key; the text of a key appears in no problem. */
type Entry = ReturnType<typeof schema.read>[number];

/**
 * The keys of a JSON list such as `[{ "name": "shop", "key": "..." }]`, or of one entry alone.
 *
 * @throws SchemaError with every problem; it repeats nothing that could be a key
 */
export function parseApiKeys(text: string): ApiKey[] {
  if (Buffer.byteLength(text) > mostBytes) throw new SchemaError([`keys: expected at most ${mostBytes} bytes`]);
  const entries = decode(schema, withoutUnknownNames(listed(parseJson(text))), 'keys');
  const problems = entries.flatMap((entry, index) => problemsOf(entry, `keys[${index}]`));
  const keys = problems.length > 0 ? [] : entries.map(apiKey);
  problems.push(
    ...repeated(keys.map(({ name }) => name)).map(([i, j]) => `keys[${j}].name: the same as keys[${i}].name`),
  );
  problems.push(
    ...repeated(keys.map(({ digest }) => digest.toString('hex'))).map(
      ([i, j]) => `keys[${j}]: the same key as keys[${i}]`,
    ),
  );
  if (problems.length > 0) throw new SchemaError(problems);
  return keys;
}

export function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function apiKey({ name, key, sha256, requestsPerSecond, burst, admin }: Entry): ApiKey {
  const digest = key === undefined ? Buffer.from(sha256 ?? '', 'hex') : digestOf(key);
  if (requestsPerSecond === undefined) return { name, digest, admin };
  return { name, digest, admin, rate: { requestsPerSecond, burst: burst ?? Math.ceil(requestsPerSecond) } };
}

function problemsOf({ name, key, sha256, requestsPerSecond, burst }: Entry, path: string): string[] {
  const problems: string[] = [];
  if (!/^[\w.@-]+$/.test(name)) problems.push(`${path}.name: expected letters, digits and . _ @ - only`);
  if ((key === undefined) === (sha256 === undefined)) problems.push(`${path}: expected either key or sha256`);
  // What else a header field cannot carry unchanged.
  if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) {
    problems.push(`${path}.key: expected visible ASCII characters without spaces`);
  }
  if (sha256 !== undefined && !/^[\da-f]{64}$/i.test(sha256))
    problems.push(`${path}.sha256: expected 64 hexadecimal digits`);
  if (burst !== undefined && requestsPerSecond === undefined) {
    problems.push(`${path}.burst: means nothing without requestsPerSecond`);
  }
  return problems;
}

// The message of JSON.parse quotes the text around the mistake, which may be a key.
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SchemaError(['keys: expected JSON such as [{ "name": "shop", "key": "..." }]']);
  }
}

/** AWS Secrets Manager draws a key into an object, and into no list. */
function listed(value: unknown): unknown {
  const isEntry = typeof value === 'object' && value !== null && Object.hasOwn(value, 'name');
  return isEntry ? [value] : value;
}

/** A key may stand where a name belongs, as in `{ "<the key>": "shop" }`: unknown names are not repeated. */
function withoutUnknownNames(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((entry) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry;
    const named = Object.entries(entry).map(([name, value]) => [
      Object.hasOwn(fields, name) ? name : '(not shown)',
      value,
    ]);
    return Object.fromEntries(named);
  });
}

/** Pairs of places that hold the same value: where it stands first, and where it stands again. */
function repeated(values: readonly string[]): [number, number][] {
  const first = new Map<string, number>();
  return values.flatMap((value, index) => {
    const before = first.get(value);
    if (before === undefined) first.set(value, index);
    return before === undefined ? [] : [[before, index] as [number, number]];
  });
}
