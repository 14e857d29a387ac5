import type { IncomingMessage, ServerResponse } from 'node:http';

/** So much of an answer is kept for a caller who still sends: many send all before they begin to read. */
const mostKeptBytes = 16 * 1_048_576;

/** Sends an answer that is made piece by piece; one that breaks off is cut, so that nobody takes it for whole. */
export async function sendPieces(
  request: IncomingMessage,
  response: ServerResponse,
  pieces: AsyncIterable<string>,
): Promise<void> {
  try {
    for await (const piece of pieces) {
      if (response.destroyed) return;
      const full = !response.write(piece);
      if (full && (request.complete || response.writableLength > mostKeptBytes)) await drained(response);
    }
    response.end();
    // What is left of a body that could not be read has no use, but closing on it would take the answer along.
    if (!request.complete) request.resume();
  } catch {
    response.destroy();
  }
}

/** After so long without taking anything a caller is cut off. */
const patienceMs = 60_000;

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), patienceMs);
    const settle = () => {
      clearTimeout(timer);
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}
