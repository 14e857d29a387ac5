/** Where the time of one request went, in milliseconds; of several pictures, their sum. */
export interface RequestTimes {
  readonly pictures: number;
  /** Runs of the model: encoded pictures count one each, however the scheduler put them together. */
  readonly runs: number;
  readonly queueMs: number;
  readonly inputMs: number;
  readonly inferMs: number;
  readonly outputMs: number;
  readonly totalMs: number;
}

const maxSizes = 64;

/** How often something happened, and how long it took altogether. */
export class Duration {
  count = 0;
  ns = 0;

  add(milliseconds: number, times = 1): void {
    this.count += times;
    this.ns += Math.round(milliseconds * 1e6);
  }
}

/** The counts of the statistics extension for one version of a model, since it was first asked. */
export class ModelStatistics {
  lastInference = 0;
  inferenceCount = 0;
  executionCount = 0;
  readonly success = new Duration();
  readonly fail = new Duration();
  readonly queue = new Duration();
  readonly computeInput = new Duration();
  readonly computeInfer = new Duration();
  readonly computeOutput = new Duration();
  /** Time inside the model by the pictures that were sent together. */
  readonly batches = new Map<number, Duration>();

  succeeded({ pictures, runs, queueMs, inputMs, inferMs, outputMs, totalMs }: RequestTimes): void {
    this.lastInference = Date.now();
    this.inferenceCount += pictures;
    this.executionCount += runs;
    this.success.add(totalMs);
    this.queue.add(queueMs);
    this.computeInput.add(inputMs);
    this.computeInfer.add(inferMs);
    this.computeOutput.add(outputMs);
    const size = pictures / runs;
    const batch = this.batches.get(size) ?? new Duration();
    batch.add(inferMs, runs);
    // The sizes are the callers' choice: a few are worth remembering.
    if (this.batches.size < maxSizes || this.batches.has(size)) this.batches.set(size, batch);
  }

  failed(milliseconds: number): void {
    this.fail.add(milliseconds);
  }
}
