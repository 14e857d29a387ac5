import { Failure } from '../../../lib/contracts/failures';
import type { Wanted } from './model-host';

/**
 * Waits for a model that opens or closes no longer than its caller does; the opening or closing itself goes on.
 *
 * @throws Failure deadline-exceeded or request-cancelled
 */
export async function within<T>(
  opening: Promise<T>,
  { deadline, signal }: Pick<Wanted, 'deadline' | 'signal'>,
): Promise<T> {
  if (deadline === undefined && signal === undefined) return await opening;
  let timer: NodeJS.Timeout | undefined;
  let hangUp: () => void = () => {};
  const given = new Promise<never>((_, reject) => {
    if (deadline !== undefined) {
      const late = () => reject(new Failure('deadline-exceeded', 'The model was not open before the deadline.'));
      timer = setTimeout(late, Math.max(0, deadline - performance.now()));
    }
    hangUp = () => reject(signal?.reason instanceof Failure ? signal.reason : new Failure('request-cancelled'));
    signal?.addEventListener('abort', hangUp);
    if (signal?.aborted) hangUp();
  });
  try {
    return await Promise.race([opening, given]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', hangUp);
    opening.catch(() => {});
    given.catch(() => {});
  }
}
