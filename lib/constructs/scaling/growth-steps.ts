/** One step of a step policy; bounds count from the alarm's threshold. */
export interface GrowthStep {
  /** Percent of the tasks that run. */
  readonly adjustment: number;
  readonly lowerBound: number;
  readonly upperBound?: number;
}

/** How much more than the threshold: the more of it, the larger the next step may be. */
const factors = [1, 1.15, 1.3, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 16, 20];

/**
 * As many tasks as bring the load of each back to the target, counted from the lower end of every step: what a step adds never
 * leaves less load on a task than the target, so that no policy on the same number takes it away again.
 */
export function growthSteps({ threshold, target }: { threshold: number; target: number }): GrowthStep[] {
  return factors.map((factor, place) => {
    const next = factors.at(place + 1);
    const round = (value: number) => Number(value.toFixed(6));
    return {
      adjustment: Math.max(1, Math.floor((100 * threshold * factor) / target - 100)),
      lowerBound: round(threshold * (factor - 1)),
      upperBound: next === undefined ? undefined : round(threshold * (next - 1)),
    };
  });
}
