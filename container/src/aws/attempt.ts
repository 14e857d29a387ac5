/** A connection over which nothing comes for so long, in milliseconds, is given up. */
export const silenceMs = 10_000;

export interface Target {
  readonly secure: boolean;
  readonly hostname: string;
  /** 0 for the usual one. */
  readonly port: number;
}

export interface Attempt {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface AttemptLimits {
  /** A longer answer is not read; of an error, its beginning is. @default 1 MiB */
  readonly maxBytes?: number;
  readonly silenceMs?: number;
  readonly signal?: AbortSignal;
}

/** An answer that did not come, or not to its end. */
export interface BrokenAttempt extends Error {
  readonly code?: string;
  /** No answer came, and the connection had been used before, and may have been closed by the other side meanwhile. */
  stale?: boolean;
}

/** A request as it is sent. */
export interface RequestText {
  readonly text: string;
  readonly encoding: 'latin1' | 'utf8';
}

/** @throws TypeError where a part of the head would not stay within its line */
export function asText({ method, path, headers, body = '' }: Attempt): RequestText {
  let head = `${method} ${path} HTTP/1.1\r\n`;
  for (const name in headers) head += `${name}: ${inOneLine(headers[name])}\r\n`;
  const length = Buffer.byteLength(body);
  if (length > 0 || method !== 'GET') head += `content-length: ${length}\r\n`;
  // Text of ASCII alone needs no encoder.
  return { text: `${head}\r\n${body}`, encoding: length === body.length ? 'latin1' : 'utf8' };
}

function inOneLine(value: string): string {
  if (/[^\t\x20-\x7e]/.test(value)) throw new TypeError(`a header cannot hold ${JSON.stringify(value.slice(0, 80))}`);
  return value;
}
