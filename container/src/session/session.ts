import { StartFailure } from '../../../lib/contracts/start-failures';
import type { ModelDescription } from '../models/description';
import type { Tensor } from '../preprocess';
import type { NamedTensor } from '../scheduler/slot';
import { InputBatch } from './input-batch';
import { findOptimisedModel } from './optimised-model';
import { openModel, openOptimised, type RuntimeSession } from './runtime';
import { fromRuntimeTensor, toRuntimeTensor } from './tensor-types';

export interface Session {
  /** One row of raw scores per picture; all pictures have the same size. */
  run(pictures: readonly Tensor[]): Promise<Float32Array[]>;
  /** The model as it is: named tensors in, the wanted outputs or all of them out. */
  runTensors(inputs: readonly NamedTensor[], outputs?: readonly string[]): Promise<NamedTensor[]>;
  release(): Promise<void>;
  /** How many pictures one run takes: any number, or exactly this many. */
  readonly batch: 'dynamic' | number;
  /** `optimised`: weights shared between processes. `exported`: this process has its own copy of them. */
  readonly form: 'optimised' | 'exported';
}

/**
 * Opens a model: the form optimised for this CPU where it was prepared, otherwise the exported file.
 *
 * @throws StartFailure model-unreadable
 */
export async function openSession(description: ModelDescription, cache: { directory: string }): Promise<Session> {
  const cached = await findOptimisedModel(cache.directory, description.contentHash);
  const optimised = cached ? await openOptimised(cached).catch(() => undefined) : undefined;
  if (optimised) return new OnnxSession(optimised, description, 'optimised');
  try {
    return new OnnxSession(await openModel(description.file), description, 'exported');
  } catch (error) {
    throw new StartFailure('model-unreadable', `${description.file}: ${(error as Error).message}`);
  }
}

class OnnxSession implements Session {
  readonly batch: 'dynamic' | number;
  private readonly input = new InputBatch();
  private readonly inputName: string;
  private readonly outputName: string;
  private readonly scores: number;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly session: RuntimeSession,
    { batch, input, output, manifest }: ModelDescription,
    readonly form: Session['form'],
  ) {
    this.batch = batch;
    this.inputName = input.name;
    this.outputName = output.name;
    this.scores = manifest.labels.length;
  }

  run(pictures: readonly Tensor[]): Promise<Float32Array[]> {
    return this.inTurn(() => this.runAll(pictures));
  }

  runTensors(inputs: readonly NamedTensor[], outputs?: readonly string[]): Promise<NamedTensor[]> {
    return this.inTurn(async () => {
      const feeds = Object.fromEntries(inputs.map((input) => [input.name, toRuntimeTensor(input)]));
      const answers = await this.session.run(feeds, outputs ? [...outputs] : [...this.session.outputNames]);
      return Object.entries(answers).map(([name, tensor]) => fromRuntimeTensor(name, tensor));
    });
  }

  async release(): Promise<void> {
    await this.last;
    await this.session.release();
  }

  // One after the other: runs share the input buffer, and the runtime would only let them wait anyway.
  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const answer = this.last.then(run);
    this.last = answer.catch(() => {});
    return answer;
  }

  private async runAll(pictures: readonly Tensor[]): Promise<Float32Array[]> {
    const size = this.batch === 'dynamic' ? pictures.length : this.batch;
    const rows: Float32Array[] = [];
    for (let done = 0; done < pictures.length; done += size) {
      rows.push(...(await this.runOnce(pictures.slice(done, done + size), size)));
    }
    return rows;
  }

  private async runOnce(pictures: readonly Tensor[], size: number): Promise<Float32Array[]> {
    const outputs = await this.session.run({ [this.inputName]: this.input.pack(pictures, size) }, [this.outputName]);
    const { data, dims } = outputs[this.outputName];
    if (data.length !== size * this.scores) {
      throw new Error(
        `the model gave [${dims.join(', ')}] for ${size} pictures; expected ${this.scores} scores for each, one per label`,
      );
    }
    // Copies: the runtime may use its output memory again in the next run.
    return pictures.map((_, place) =>
      Float32Array.from((data as Float32Array).subarray(place * this.scores, (place + 1) * this.scores)),
    );
  }
}
