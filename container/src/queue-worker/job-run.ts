import { Failure } from '../../../lib/contracts/failures';
import type { Job } from '../../../lib/contracts/job';
import type { Classified, Result, ResultFormat } from '../../../lib/contracts/result';
import { resultObject } from '../../../lib/contracts/result-object';
import type { Classifier } from '../classifier';
import type { Message, Outbox } from '../job-queue/message';
import type { PictureStore, StoredPicture } from '../object-store/picture-store';
import type { ResultInput, ResultStore, WriteOutcome } from '../object-store/result-store';
import { persist } from './patience';

export interface JobRunParts {
  readonly classifier: Pick<Classifier, 'classify'>;
  readonly pictures: Pick<PictureStore, 'fetch'>;
  readonly results: Pick<ResultStore, 'write'>;
  readonly outbox: Outbox;
  readonly format: ResultFormat;
  readonly prefix: string;
  readonly worker: string;
  /** Tries per picture. */
  readonly maxTries: number;
  readonly onTrouble: (step: string, error: Error) => void;
}

/** How a picture ended. */
export interface Finished {
  readonly result: Result;
  readonly write: WriteOutcome;
  /** It failed although the input may be good: the message belongs among the dead letters, for whoever mends the cause. */
  readonly dead: boolean;
}

/** One picture of a message: fetched, classified, its result written, and the result announced, in this order. */
export class JobRun {
  constructor(private readonly parts: JobRunParts) {}

  /**
   * @param signal aborted when the delivery may not be worked on any longer
   * @throws Failure when another try may help; the message should come back then
   */
  async finish(job: Job, message: Message, signal: AbortSignal): Promise<Finished> {
    const { result, input } = await this.classify(job, message, signal);
    return await this.publish(job, message, { result, input }, signal);
  }

  /** The result of an input that can never succeed, or has failed as often as it may. */
  async refuse(job: Job, message: Message, failure: Failure, signal: AbortSignal): Promise<Finished> {
    const input = { key: job.key, version: job.versionId ?? '', writtenAt: 0 };
    return await this.publish(job, message, { result: this.failed(job, message, failure), input }, signal);
  }

  private async publish(
    job: Job,
    message: Message,
    { result, input }: { result: Result; input: ResultInput },
    signal: AbortSignal,
  ): Promise<Finished> {
    const { outbox, onTrouble } = this.parts;
    const asked = message.receiveCount === 1 ? { ...input, message: message.id } : input;
    const { write, body, key } = await this.write(job, result, asked, signal);
    // A first delivery that finds its result there is a second message for the same upload: the other one announces it.
    const dead = result.status === 'failed' && result.failure.retry === 'later';
    if (write === 'repeated' && message.receiveCount === 1) return { result, write, dead };
    const attributes = { id: result.id, status: result.status, key };
    await persist(
      () => outbox.send(body, attributes),
      signal,
      (error) => onTrouble('announce', error),
    );
    return { result, write, dead };
  }

  private async classify(
    job: Job,
    message: Message,
    signal: AbortSignal,
  ): Promise<{ result: Result; input: ResultInput }> {
    const { classifier, maxTries, onTrouble } = this.parts;
    let picture: StoredPicture | undefined;
    const input = () => ({
      key: job.key,
      version: picture?.version ?? job.versionId ?? '',
      writtenAt: picture?.writtenAt ?? 0,
    });
    try {
      picture = await this.fetch(job, signal);
      const classified = await classifier.classify(picture.bytes, {
        id: job.key,
        // The message comes back when its time is over; a picture has a limit of its own in its inference process.
        deadline: performance.now() + 24 * 3_600_000,
        startedAt: performance.now(),
        signal,
        alone: message.receiveCount > 1,
      });
      return { result: { ...classified, ...this.signature(message), id: job.key } as Classified, input: input() };
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('internal-error', String(error));
      const final = failure.kind.retry === 'no' || message.receiveCount >= maxTries;
      if (signal.aborted || !final) throw failure;
      onTrouble('classify', failure);
      return { result: this.failed(job, message, failure), input: input() };
    } finally {
      picture?.release();
    }
  }

  /** Trouble on the way to the bucket does not cost the picture a try. */
  private async fetch(job: Job, signal: AbortSignal): Promise<StoredPicture> {
    const { pictures, onTrouble } = this.parts;
    const answer = await persist(
      async () => {
        try {
          return { picture: await pictures.fetch(job, signal) };
        } catch (error) {
          if (error instanceof Failure && error.id !== 'object-unreachable') return { failure: error };
          throw error;
        }
      },
      signal,
      (error) => onTrouble('fetch', error),
    );
    if ('failure' in answer) throw answer.failure;
    return answer.picture;
  }

  private async write(job: Job, result: Result, input: ResultInput, signal: AbortSignal) {
    const { results, format, prefix, onTrouble } = this.parts;
    for (const crowded of [false, true]) {
      const object = resultObject(job, result, { format, prefix, crowded });
      const write = await persist(
        () => results.write(object, input, result.status),
        signal,
        (error) => onTrouble('write', error),
      );
      if (write !== 'occupied') return { write, body: object.body, key: object.key };
    }
    throw new Failure('internal-error', `Both names of the result of ${job.key} belong to other pictures.`);
  }

  private failed(job: Job, message: Message, failure: Failure): Result {
    return { status: 'failed', id: job.key, ...this.signature(message), failure: failure.describe() };
  }

  private signature({ receiveCount }: Message) {
    return { worker: this.parts.worker, attempts: receiveCount };
  }
}
