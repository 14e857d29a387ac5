/** The longest first part of an answer, in bytes. */
export const longestHead = 64 * 1024;

/** By names in lower case; what comes several times is one value, separated by commas. */
export type AnswerHeaders = ReadonlyMap<string, string>;

export interface AnswerHead {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Whether another request may follow over the same connection. */
  readonly keepsConnection: boolean;
}

/** What came is no answer of HTTP/1.1. */
export class NotHttp extends Error {
  readonly code = 'EPROTO';

  constructor(detail: string) {
    super(`the answer is no HTTP/1.1: ${detail}`);
    this.name = 'NotHttp';
  }
}

/**
 * Reads the lines before a body (https://www.rfc-editor.org/rfc/rfc9112#name-message-format).
 *
 * @param text without the empty line at its end
 * @throws NotHttp
 */
export function readHead(text: string): AnswerHead {
  const [first, ...lines] = text.split('\r\n');
  const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(first) ?? [];
  if (status === undefined) throw new NotHttp(first.slice(0, 80));
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new NotHttp(line.slice(0, 80));
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return {
    status: Number(status),
    headers,
    keepsConnection: minor === '1' && !/\bclose\b/i.test(headers.get('connection') ?? ''),
  };
}
