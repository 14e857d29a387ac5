import { Failure } from '../../../../lib/contracts/failures';
import { mediaTypeOf } from '../../http-server/body/media-type';
import type { ByteBudget } from '../../http-server/body/request-body';
import type { Exchange } from '../../http-server/exchange';
import type { Reply } from '../../http-server/reply';
import type { Engine } from '../../inference/engine';
import type { AnswerForm } from './answer/answer-form';
import type { InvocationAnswer } from './answer/invocation-answer';
import { inOrder, type Ordered } from './in-order';
import { ItemClassifier } from './item-classifier';
import { BodyAllowance } from './request/body-allowance';
import type { BodyItem } from './request/body-item';

export interface SeriesOptions {
  readonly exchange: Exchange;
  readonly engine: Engine;
  readonly form: AnswerForm;
  readonly topK: number | undefined;
  readonly budget: ByteBudget;
  readonly requestTimeoutMs: number;
}

/** A request with many pictures: each is answered in its turn, as soon as it is classified, while the next are still read. */
export class Series {
  readonly allowance: BodyAllowance;
  private finish: () => void = () => {};
  /** Resolves when nothing of it is in work any more. */
  readonly over = new Promise<void>((resolve) => {
    this.finish = resolve;
  });
  private count = 0;

  constructor(private readonly options: SeriesOptions) {
    this.allowance = new BodyAllowance(options.budget);
  }

  /**
   * Returns once the first answer is there.
   *
   * @param alone answers a picture that turns out to be the only one of a body that may hold one or many
   * @throws Failure where not even the first picture could be read
   */
  async begin(items: AsyncGenerator<BodyItem, boolean>, alone: (item: BodyItem) => Promise<Reply>): Promise<Reply> {
    let streaming = false;
    try {
      const first = await items.next();
      if (first.done) throw new Failure('image-missing');
      const second = items.next();
      second.catch(() => {});
      const only = await soleItem(second, this.options.exchange);
      if (only) return await alone(first.value);
      const all = chain(first.value, second, items);
      const { many } = this.options.form;
      streaming = true;
      // Also for a caller who hung up before the first line could be written.
      const { response } = this.options.exchange;
      if (response.closed) this.end();
      else response.once('close', () => this.end());
      return { status: 200, contentType: many.contentType, body: this.written(all) };
    } finally {
      if (!streaming) this.end();
    }
  }

  private async *written(items: AsyncGenerator<BodyItem>): AsyncGenerator<string> {
    const { engine, form } = this.options;
    const { start, each, between, end } = form.many;
    const most = engine.processes * 2 * engine.preparation.batch;
    let before = start;
    try {
      for await (const ordered of inOrder(items, (item) => this.classify(item), Math.min(most, 64))) {
        yield before + each(this.answerOf(ordered));
        before = between;
      }
      yield end;
    } finally {
      this.end();
    }
  }

  private async classify(item: BodyItem): Promise<InvocationAnswer> {
    const { exchange, engine, form, topK, requestTimeoutMs } = this.options;
    const { everyScore } = form;
    // Every picture has the time of a request, and those that come after it have theirs.
    exchange.expectMore();
    const { id, priority, signal } = exchange;
    const startedAt = performance.now();
    const waiting = {
      id: `${id}/${this.count++}`,
      priority,
      signal,
      startedAt,
      deadline: startedAt + requestTimeoutMs,
      topK,
      everyScore,
    };
    try {
      return await new ItemClassifier(engine).classifyPatiently(item, waiting);
    } finally {
      this.allowance.giveBack(item.held);
    }
  }

  /** The rest of a body that cannot be read is one last answer. */
  private answerOf(ordered: Ordered<InvocationAnswer>): InvocationAnswer {
    if ('value' in ordered) return ordered.value;
    const { broken } = ordered;
    const failure = broken instanceof Failure ? broken : new Failure('internal-error', String(broken));
    return { id: `${this.options.exchange.id}/${this.count}`, failure };
  }

  private end(): void {
    this.allowance.giveBackAll();
    this.finish();
  }
}

/** Whether the body ended after its first picture and is not a list by its form. */
async function soleItem(second: Promise<IteratorResult<BodyItem, boolean>>, { request }: Exchange): Promise<boolean> {
  // Lines and lists are answered as such, whatever their length; to wait for a second one would hold the first back.
  if (!['multipart/form-data', 'application/json'].includes(mediaTypeOf(request.headers))) return false;
  const next = await second.catch(() => undefined);
  return next?.done === true && next.value === false;
}

async function* chain(
  first: BodyItem,
  second: Promise<IteratorResult<BodyItem, boolean>>,
  rest: AsyncGenerator<BodyItem, boolean>,
): AsyncGenerator<BodyItem> {
  yield first;
  const next = await second;
  if (next.done) return;
  yield next.value;
  yield* rest;
}
