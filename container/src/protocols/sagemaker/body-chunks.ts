import { Failure } from '../../../../lib/contracts/failures';
import type { Exchange } from '../../http-server/exchange';

/**
 * The body as it arrives; no more of it is read than the consumer asks for.
 *
 * @throws Failure image-too-large, upload-too-slow or request-cancelled
 */
export async function* bodyChunks(exchange: Exchange, maxBytes: number): AsyncGenerator<Buffer> {
  const { request, signal } = exchange;
  const tooLarge = () => new Failure('image-too-large', `The body is longer than ${maxBytes} bytes.`);
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge();
  exchange.invite();
  const { aborted, forget } = abortionOf(signal);
  // The connection still has to carry the answer when reading ends early.
  const chunks = request.iterator({ destroyOnReturn: false });
  let length = 0;
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), aborted]);
      if (next.done) return;
      length += next.value.length;
      if (length > maxBytes) throw tooLarge();
      yield next.value;
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('request-cancelled');
  } finally {
    forget();
    // Not waited for: where the body stands still, so does its iterator.
    chunks.return?.(undefined).catch(() => {});
  }
}

function abortionOf(signal: AbortSignal): { aborted: Promise<never>; forget: () => void } {
  let abort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
  aborted.catch(() => {});
  return { aborted, forget: () => signal.removeEventListener('abort', abort) };
}
