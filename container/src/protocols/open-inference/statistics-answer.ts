import type { Duration, ModelStatistics } from './model-statistics';

export interface StatisticsRow {
  readonly name: string;
  readonly version: string;
  readonly statistics: ModelStatistics;
}

/** One entry of `model_stats`, in the shape of the statistics extension. */
export function statisticsEntry({ name, version, statistics }: StatisticsRow) {
  const { success, fail, queue, computeInput, computeInfer, computeOutput } = statistics;
  const none = { count: 0, ns: 0 };
  return {
    name,
    version,
    last_inference: statistics.lastInference,
    inference_count: statistics.inferenceCount,
    execution_count: statistics.executionCount,
    inference_stats: {
      success: plain(success),
      fail: plain(fail),
      queue: plain(queue),
      compute_input: plain(computeInput),
      compute_infer: plain(computeInfer),
      compute_output: plain(computeOutput),
      cache_hit: none,
      cache_miss: none,
    },
    batch_stats: [...statistics.batches].map(([batch_size, infer]) => ({
      batch_size,
      compute_input: none,
      compute_infer: plain(infer),
      compute_output: none,
    })),
  };
}

function plain({ count, ns }: Duration): { count: number; ns: number } {
  return { count, ns };
}
