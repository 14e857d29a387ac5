/** Pauses between tries grow from here to there. */
const firstMs = 200;
const longestMs = 10_000;

/** Waits; ends early when aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}

/** The pause before try number `attempt` (from 1), doubled each time, with jitter so that many workers do not come at once. */
export function backOff(attempt: number, random = Math.random): number {
  const full = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return full / 2 + (random() * full) / 2;
}

/**
 * Tries a step until it works: what fails is the way to a service, and no picture's fault.
 *
 * @throws what the step threw last, once `signal` is aborted
 */
export async function persist<T>(
  step: () => Promise<T>,
  signal: AbortSignal,
  onFailure: (error: Error) => void,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      onFailure(error as Error);
      await pause(backOff(attempt), signal);
      if (signal.aborted) throw error;
    }
  }
}
