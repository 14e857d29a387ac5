/** One step of a step policy; bounds count from the alarm's threshold of 1. */
export interface WakeStep {
  readonly adjustment: number;
  readonly lowerBound: number;
  readonly upperBound?: number;
}

/** The most steps that one policy may have. */
const mostSteps = 20;

/**
 * As many workers as it takes to work off what waits: 1 for a single picture, one more for each further `backlogPerWorker`,
 * `maxWorkers` at the end.
 */
export function wakeSteps(maxWorkers: number, backlogPerWorker: number): WakeStep[] {
  const perWorker = Math.max(1, Math.floor(backlogPerWorker));
  const stride = Math.ceil(maxWorkers / mostSteps);
  const sizes: number[] = [];
  for (let workers = Math.min(stride, maxWorkers); workers < maxWorkers; workers += stride) sizes.push(workers);
  sizes.push(maxWorkers);
  return sizes.map((adjustment, place) => ({
    adjustment,
    lowerBound: place === 0 ? 0 : sizes[place - 1] * perWorker,
    upperBound: adjustment === maxWorkers ? undefined : adjustment * perWorker,
  }));
}
