import { Failure } from '../../../../../lib/contracts/failures';
import type { Exchange } from '../../../http-server/exchange';

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
  let giveUp: (reason: unknown) => void = () => {};
  const abort = () => giveUp(signal.reason);
  signal.addEventListener('abort', abort);
  // The connection still has to carry the answer when reading ends early.
  const chunks = request.iterator({ destroyOnReturn: false });
  let length = 0;
  try {
    for (;;) {
      if (signal.aborted) throw signal.reason;
      // Not a race against one promise for all chunks: that one would remember every chunk that ever won.
      const next = await new Promise<IteratorResult<Buffer>>((resolve, reject) => {
        giveUp = reject;
        chunks.next().then(resolve, reject);
      });
      if (next.done) return;
      length += next.value.length;
      if (length > maxBytes) throw tooLarge();
      yield next.value;
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('request-cancelled');
  } finally {
    signal.removeEventListener('abort', abort);
    // Not waited for: where the body stands still, so does its iterator.
    chunks.return?.(undefined).catch(() => {});
  }
}
