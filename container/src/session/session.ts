import type { ExecutionProvider } from '../../../lib/contracts/settings/inference';
import { StartFailure } from '../../../lib/contracts/start-failures';
import type { OutputRow } from '../detection/candidates';
import type { ModelDescription } from '../models/description';
import type { Tensor } from '../preprocess';
import type { NamedTensor } from '../scheduler/slot';
import { InputBatch } from './input-batch';
import { findOptimisedModel } from './optimised-model';
import { openModel, openOptimised, type RuntimeSession, type Tensor as RuntimeTensor } from './runtime';
import { fromRuntimeTensor, toRuntimeTensor } from './tensor-types';

export interface Session {
  /** One row of raw scores per picture; all pictures have the same size. */
  run(pictures: readonly Tensor[]): Promise<Float32Array[]>;
  /** For each picture what these outputs hold, in their order; all pictures have the same size. */
  runOutputs(pictures: readonly Tensor[], outputs: readonly string[]): Promise<OutputRow[][]>;
  /** The model as it is: named tensors in, the wanted outputs or all of them out. */
  runTensors(inputs: readonly NamedTensor[], outputs?: readonly string[]): Promise<NamedTensor[]>;
  release(): Promise<void>;
  /** How many pictures one run takes: any number, or exactly this many. */
  readonly batch: 'dynamic' | number;
  /** `optimised`: weights shared between processes. `exported`: this process has its own copy of them. */
  readonly form: 'optimised' | 'exported';
}

export interface SessionOptions {
  /** Where optimised models are kept. */
  readonly directory: string;
  readonly threads?: number;
  /** Whether this process has just found the optimised model whole. */
  readonly checked?: boolean;
  readonly provider?: ExecutionProvider;
}

/**
 * Opens a model: the form optimised for this CPU where it was prepared, otherwise the exported file; on a GPU always that.
 *
 * @throws StartFailure model-unreadable, gpu-unavailable
 */
export async function openSession(
  description: ModelDescription,
  { directory, threads = 1, checked, provider = 'cpu' }: SessionOptions,
): Promise<Session> {
  if (provider !== 'cpu') return await openOnGpu(description, threads, provider);
  const cached = await findOptimisedModel(directory, description.contentHash, checked);
  const optimised = cached ? await openOptimised(cached, threads).catch(() => undefined) : undefined;
  if (optimised) return new OnnxSession(optimised, description, 'optimised');
  try {
    return new OnnxSession(await openModel(description.file, threads), description, 'exported');
  } catch (error) {
    throw new StartFailure('model-unreadable', `${description.file}: ${(error as Error).message}`);
  }
}

/** Never on the CPU instead: it would be many times slower, and nobody would know why. */
async function openOnGpu(
  description: ModelDescription,
  threads: number,
  provider: ExecutionProvider,
): Promise<Session> {
  try {
    return new OnnxSession(await openModel(description.file, threads, provider), description, 'exported');
  } catch (error) {
    const { message } = error as Error;
    // The runtime has no codes, but names the provider or the library that it could not have.
    const id = /cuda|cudnn|cublas/i.test(message) ? 'gpu-unavailable' : 'model-unreadable';
    throw new StartFailure(id, `${description.file}: ${message}`);
  }
}

type Answers = Readonly<Record<string, RuntimeTensor>>;

class OnnxSession implements Session {
  readonly batch: 'dynamic' | number;
  private readonly input = new InputBatch();
  private readonly inputName: string;
  private readonly outputName: string;
  /** The scores of one picture; a detector has as many as it finds candidates. */
  private readonly scores: number | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly session: RuntimeSession,
    { batch, input, output, manifest }: ModelDescription,
    readonly form: Session['form'],
  ) {
    this.batch = batch;
    this.inputName = input.name;
    this.outputName = output.name;
    this.scores = manifest.task === 'classify' ? manifest.labels.length : undefined;
  }

  run(pictures: readonly Tensor[]): Promise<Float32Array[]> {
    return this.inTurn(() =>
      this.inBatches(pictures, [this.outputName], (answers, place, size) => this.scoresOf(answers, place, size)),
    );
  }

  runOutputs(pictures: readonly Tensor[], outputs: readonly string[]): Promise<OutputRow[][]> {
    return this.inTurn(() =>
      this.inBatches(pictures, outputs, (answers, place, size) =>
        outputs.map((name) => rowOf(answers[name], place, size)),
      ),
    );
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

  /** As many runs as the pictures need; `read` takes one picture's answer out of what a run of `size` gave. */
  private async inBatches<T>(
    pictures: readonly Tensor[],
    outputs: readonly string[],
    read: (answers: Answers, place: number, size: number) => T,
  ): Promise<T[]> {
    const size = this.batch === 'dynamic' ? pictures.length : this.batch;
    const rows: T[] = [];
    for (let done = 0; done < pictures.length; done += size) {
      const batch = pictures.slice(done, done + size);
      const answers = await this.session.run({ [this.inputName]: this.input.pack(batch, size) }, outputs as string[]);
      for (const place of batch.keys()) rows.push(read(answers, place, size));
    }
    return rows;
  }

  private scoresOf(answers: Answers, place: number, size: number): Float32Array {
    const { data, dims } = answers[this.outputName];
    const scores = this.scores ?? data.length / size;
    if (data.length !== size * scores) {
      throw new Error(
        `the model gave [${dims.join(', ')}] for ${size} pictures; expected ${scores} scores for each, one per label`,
      );
    }
    // A copy: the runtime may use its output memory again in the next run.
    return Float32Array.from((data as Float32Array).subarray(place * scores, (place + 1) * scores));
  }
}

/** One picture's part of an output; a copy. */
function rowOf({ data, dims, type }: RuntimeTensor, place: number, size: number): OutputRow {
  if (dims[0] !== size || !(data instanceof Float32Array)) {
    throw new Error(`the model gave ${type}[${dims.join(', ')}] for ${size} pictures; expected float32 rows for each`);
  }
  const length = data.length / size;
  return { data: data.slice(place * length, (place + 1) * length), dims: dims.slice(1) };
}
