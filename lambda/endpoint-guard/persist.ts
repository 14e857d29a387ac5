import { setTimeout as pause } from 'node:timers/promises';

/** Somebody else changes the same at the moment. Throttling is left to the SDK, which tries it again by itself. */
const passing = new Set(['ConcurrentUpdateException']);
const pauseMs = 1000;

/** Carries out a call until nobody else is in its way, or the time is over. */
export async function persist<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!passing.has((error as Error).name)) throw error;
      await pause(pauseMs, undefined, { signal });
    }
  }
}
