import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../../lib/contracts/failures';
import type { Classified } from '../../../../lib/contracts/result';
import type { Engine } from '../../inference/engine';
import { everyScore, topLabels } from '../../labels';
import type { InvocationAnswer } from './answer/invocation-answer';
import type { BodyItem } from './request/body-item';

export interface ItemWaiting {
  readonly id: string;
  readonly topK: number | undefined;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly priority: number;
  readonly startedAt: number;
  readonly signal: AbortSignal;
  /** Whether the probability of every label is wanted. */
  readonly everyScore: boolean;
}

type Row = Extract<BodyItem, { row: unknown }>['row'];

/** From one item of a request to its answer, by one model. */
export class ItemClassifier {
  constructor(private readonly engine: Pick<Engine, 'classifier' | 'scheduler' | 'description' | 'name' | 'version'>) {}

  /** @throws Failure for every reason in the failure table */
  async classify(item: BodyItem, waiting: ItemWaiting): Promise<InvocationAnswer> {
    if ('failure' in item) throw item.failure;
    const { labels } = this.engine.description.manifest;
    if ('row' in item) return { ...(await this.classifyRow(item.row, waiting)), labels };
    const { classifier } = this.engine;
    if (!waiting.everyScore) return { result: await classifier.classify(item.bytes, waiting), scores: [], labels };
    return { ...(await classifier.classifyWhole(item.bytes, waiting)), labels };
  }

  /** The same for one of many: it waits while the line is full, and what fails becomes a placeholder. */
  async classifyPatiently(item: BodyItem, waiting: ItemWaiting): Promise<InvocationAnswer> {
    for (;;) {
      try {
        return await this.classify(item, waiting);
      } catch (error) {
        const failure = error instanceof Failure ? error : new Failure('internal-error', String(error));
        const mayWait = failure.id === 'server-overloaded' && performance.now() + retryMs < waiting.deadline;
        if (!mayWait || waiting.signal.aborted) return { id: waiting.id, failure };
        await pause(retryMs);
      }
    }
  }

  /** A row as the model wants it skips decoding and preprocessing; scores and labels are made as for a picture. */
  private async classifyRow(row: Row, waiting: ItemWaiting): Promise<{ result: Classified; scores: number[] }> {
    const { scheduler, description, name, version } = this.engine;
    const { manifest, input, output } = description;
    if (manifest.task === 'detect') {
      throw new Failure(
        'tensors-unfit',
        'A detector takes pictures here; POST /v2/models/{model}/infer takes tensors.',
      );
    }
    const { deadline, priority, signal, id, startedAt, topK = manifest.postprocess.topK } = waiting;
    const inputs = [{ name: input.name, ...row }];
    const work = { kind: 'tensors', inputs, outputs: [output.name] } as const;
    const scheduled = await scheduler.submit({ work, decodedBytes: row.data.length, deadline, priority, signal });
    const { outcome, queueMs, attempts } = scheduled;
    if ('failure' in outcome) throw new Failure(outcome.failure, outcome.message);
    const values = 'tensors' in outcome ? outcome.tensors[0] : undefined;
    if (values?.type !== 'float32') throw new Failure('tensors-unfit', 'The model does not answer numbers as float32.');
    const scores = new Float32Array(Uint8Array.from(values.data).buffer);
    const { activation } = manifest.postprocess;
    const timings = { queueMs, decodeMs: 0, preprocessMs: 0, inferMs: outcome.timings.inferMs };
    const result: Classified = {
      status: 'classified',
      id,
      model: { name, version },
      attempts,
      labels: topLabels(scores, manifest.labels, activation, topK),
      picture: { format: 'tensor', ...sizeOf(row.dims), bytes: row.data.length },
      timings: { ...timings, totalMs: performance.now() - startedAt },
    };
    return { result, scores: [...everyScore(scores, activation)] };
  }
}

const retryMs = 50;

/** The two largest dimensions are those of the picture, whichever layout the model has. */
function sizeOf(dims: readonly number[]): { width: number; height: number } {
  const sides = dims.slice(1).filter((size) => size !== 3);
  return { height: sides[0] ?? 1, width: sides[1] ?? sides[0] ?? 1 };
}
