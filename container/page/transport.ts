import { routes } from '../../lib/contracts/http-api';
import { type Result, resultSchema } from '../../lib/contracts/result';
import { decode } from '../../lib/contracts/schema';
import { keyHeaders, noteAnswer } from './api-key';
import { connectionLost, fileGone, notUnderstood } from './page-failures';
import type { FailureInWords, Progress } from './store';

/** What came of one try: the end of this picture, or a reason to send it again later. */
export type Answer =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'later'; readonly afterMs: number; readonly failure: FailureInWords };

/** Tells how far a picture came on its way. */
export type Report = (progress: Progress) => void;
export type Classify = (file: File, signal: AbortSignal, report: Report) => Promise<Answer>;

const busyStatuses = [429, 503];

/** Sends pictures to the server that served the page; the address is relative, so a path prefix in front works too. */
export function httpTransport({ topK }: { topK: number }): Classify {
  const address = `.${routes.classify.path}?topK=${topK}`;
  return async (file, signal) => {
    // The server judges by the bytes: an odd type from the file name must not hide what is really in them.
    const type = file.type.startsWith('image/') ? file.type : 'application/octet-stream';
    const headers = { 'Content-Type': type, Accept: 'application/json', ...keyHeaders() };
    try {
      const response = await fetch(address, { method: 'POST', body: file, headers, signal });
      noteAnswer(response);
      return read(response, await response.text());
    } catch (error) {
      signal.throwIfAborted();
      return (await isReadable(file))
        ? { kind: 'later', afterMs: 1000, failure: connectionLost(error) }
        : failed(fileGone(file.name));
    }
  };
}

function read(response: Response, body: string): Answer {
  const result = parse(body);
  if (!result) return failed(notUnderstood(response.status));
  if (result.status === 'failed' && busyStatuses.includes(response.status)) {
    return { kind: 'later', afterMs: retryAfter(response), failure: result.failure };
  }
  return { kind: 'result', result };
}

// A proxy between page and server answers in its own words, most often HTML.
function parse(body: string): Result | undefined {
  try {
    return decode(resultSchema, JSON.parse(body), 'answer');
  } catch {
    return undefined;
  }
}

function retryAfter(response: Response): number {
  const seconds = Number(response.headers.get('Retry-After') ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0.2), 60) * 1000 : 1000;
}

// fetch reports a vanished file and a vanished server with the same TypeError.
export async function isReadable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

export function failed(failure: FailureInWords): Answer {
  return { kind: 'result', result: { status: 'failed', id: failure.id, attempts: 1, failure } };
}
