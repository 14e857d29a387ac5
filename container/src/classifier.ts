import { Failure } from '../../lib/contracts/failures';
import type { Classified } from '../../lib/contracts/result';
import type { Settings } from '../../lib/contracts/settings';
import type { ImageHeader } from './image/headers/image-header';
import { estimateDecodedBytes, readImageHeader } from './image/headers/read-header';
import type { Scheduled } from './scheduler/entry';
import type { Scheduler } from './scheduler/scheduler';
import type { ClassifiedPicture } from './scheduler/slot';
import type { RequestTrace } from './telemetry/tracing/request-trace';

export interface ClassifyOptions {
  /** Names the picture in its result. */
  readonly id: string;
  readonly topK?: number;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  /** 1 is the highest. @default 0, the server's usual priority */
  readonly priority?: number;
  /** When the request began, on the same clock; the result's total time counts from here. */
  readonly startedAt: number;
  readonly signal?: AbortSignal;
  readonly trace?: RequestTrace;
  /** Never together with other pictures: this one failed before. */
  readonly alone?: boolean;
}

/** A picture with the score of every label, or with its boxes, and the time it waited. */
export interface PictureAnswer {
  readonly picture: ClassifiedPicture;
  readonly queueMs: number;
}

export interface ClassifierOptions {
  readonly scheduler: Pick<Scheduler, 'submit'>;
  readonly model: { readonly name: string; readonly version: string };
  readonly limits: Pick<Settings, 'formats' | 'maxBodyBytes' | 'maxPixels'>;
  readonly worker?: string;
}

/** From encoded bytes to a result, for every way in: HTTP, command line, queue. */
export class Classifier {
  constructor(private readonly options: ClassifierOptions) {}

  get model(): ClassifierOptions['model'] {
    return this.options.model;
  }

  /** @throws Failure for every reason in the failure table. */
  async classify(bytes: Buffer, options: ClassifyOptions): Promise<Classified> {
    return (await this.run(bytes, options, false)).result;
  }

  /**
   * The result, and the probability of every label in the order of the labels; a detector has none.
   *
   * @throws Failure for every reason in the failure table.
   */
  async classifyWhole(
    bytes: Buffer,
    options: ClassifyOptions,
  ): Promise<{ readonly result: Classified; readonly scores: readonly number[] }> {
    const { result, scores = [] } = await this.run(bytes, options, true);
    return { result, scores: [...scores] };
  }

  private async run(bytes: Buffer, options: ClassifyOptions, everyScore: boolean) {
    const { id, topK, deadline, priority, startedAt, signal, trace, alone } = options;
    const header = this.admit(bytes);
    const { scheduler, model, worker } = this.options;
    const decodedBytes = estimateDecodedBytes(header);
    const scheduled = await scheduler.submit({
      work: { kind: 'picture', bytes, topK, everyScore },
      decodedBytes,
      deadline,
      priority,
      signal,
      trace,
      alone,
    });
    const { labels, boxes, scores, width, height, timings } = classifiedOutcome(scheduled);
    const totalMs = performance.now() - startedAt;
    const result: Classified = {
      status: 'classified',
      id,
      model,
      ...(worker === undefined ? {} : { worker }),
      attempts: scheduled.attempts,
      labels,
      ...(boxes === undefined ? {} : { boxes }),
      picture: { format: header.format, width, height, bytes: bytes.length },
      timings: rounded({ queueMs: scheduled.queueMs, ...timings, totalMs }),
    };
    return { result, scores };
  }

  /**
   * The model's whole answer to a picture, for protocols that carry tensors.
   *
   * @throws Failure for every reason in the failure table.
   */
  async answer(
    bytes: Buffer,
    waiting: Pick<ClassifyOptions, 'deadline' | 'priority' | 'signal' | 'trace'>,
  ): Promise<PictureAnswer> {
    const decodedBytes = estimateDecodedBytes(this.admit(bytes));
    const work = { kind: 'picture', bytes, topK: undefined, everyScore: true } as const;
    const scheduled = await this.options.scheduler.submit({ work, decodedBytes, ...waiting });
    return { picture: classifiedOutcome(scheduled), queueMs: scheduled.queueMs };
  }

  /** Everything that can be refused from the first bytes, before the picture costs a place in the line. */
  private admit(bytes: Buffer): ImageHeader {
    const { formats, maxBodyBytes, maxPixels } = this.options.limits;
    if (bytes.length === 0) throw new Failure('image-missing');
    if (bytes.length > maxBodyBytes) {
      throw new Failure('image-too-large', `The picture has ${bytes.length} bytes; the limit is ${maxBodyBytes}.`);
    }
    const header = readImageHeader(bytes);
    if ('unreadable' in header)
      throw new Failure('image-unreadable', `The picture cannot be read: ${header.unreadable}.`);
    const format = 'unsupported' in header ? header.unsupported : header.format;
    if ('unsupported' in header || !formats.includes(header.format)) {
      const received = format === 'unknown' ? 'bytes of no known picture format' : format;
      throw new Failure('image-unsupported', `Received ${received}; accepted are ${formats.join(', ')}.`);
    }
    const pixels = header.width * header.height;
    if (pixels > maxPixels) {
      const size = `${header.width}x${header.height}`;
      throw new Failure(
        'image-too-many-pixels',
        `The picture has ${size} = ${pixels} pixels; the limit is ${maxPixels}.`,
      );
    }
    return header;
  }
}

function classifiedOutcome({ outcome }: Scheduled): ClassifiedPicture {
  if ('failure' in outcome) throw new Failure(outcome.failure, outcome.message);
  if ('tensors' in outcome) throw new Failure('internal-error', 'A picture was answered with tensors.');
  return outcome;
}

/** To a microsecond: more digits would be noise that callers have to carry. */
function rounded<T extends Record<string, number>>(timings: T): T {
  const entries = Object.entries(timings).map(([name, milliseconds]) => [name, Math.round(milliseconds * 1000) / 1000]);
  return Object.fromEntries(entries) as T;
}
