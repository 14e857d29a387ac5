import { Failure } from '../../../../lib/contracts/failures';
import type { InvocationForm } from '../../../../lib/contracts/settings/sagemaker';
import { ByteShare } from '../../http-server/body/request-body';
import { topKOf } from '../../http-server/classify-route';
import type { Exchange } from '../../http-server/exchange';
import type { Reply } from '../../http-server/reply';
import type { Engine } from '../../inference/engine';
import type { ModelHost } from '../../model-host/model-host';
import { chooseForm } from './answer/accept';
import type { AnswerForm } from './answer/answer-form';
import type { InvocationAnswer } from './answer/invocation-answer';
import { ItemClassifier } from './item-classifier';
import { Series } from './picture-series';
import { echoCustomAttributes } from './request/custom-attributes';
import { type BodyLimits, kindOf, readSeries, readWhole, wholeItems } from './request/invocation-body';

export interface InvocationsOptions extends BodyLimits {
  readonly models: Pick<ModelHost, 'use'>;
  readonly requestTimeoutMs: number;
  /** The form of answers where the caller accepts any. */
  readonly usualForm: InvocationForm;
  readonly onError: 'fail' | 'placeholder';
}

/** POST /invocations and /models/{model}/invoke, as Amazon SageMaker passes requests on. */
export class InvocationsRoute {
  constructor(private readonly options: InvocationsOptions) {}

  async answer(exchange: Exchange): Promise<Reply> {
    const { models, usualForm } = this.options;
    const { headers } = exchange.request;
    echoCustomAttributes(exchange);
    if (headers['x-amzn-sagemaker-session-id'] !== undefined) throw new Failure('session-unsupported');
    const form = chooseForm(headers.accept, usualForm);
    const kind = kindOf(exchange.request);
    const topK = topKOf(exchange.query);
    const { deadline, signal } = exchange;
    const wanted = { name: exchange.parameters.model, deadline, signal };
    if (kind === 'picture' || kind === 'array') {
      return await models.use(wanted, (engine) => this.whole(exchange, { engine, form, kind, topK }));
    }
    return await new Promise<Reply>((resolve, reject) => {
      // The model is in use until the last answer of the series has left.
      models
        .use(wanted, async (engine) => {
          exchange.model = engine.classifier.model;
          engine.scheduler.requireRoom(exchange);
          const { budget, maxBytes, requestTimeoutMs } = this.options;
          const series = new Series({ exchange, engine, form, topK, budget, requestTimeoutMs });
          const items = readSeries(exchange, kind, maxBytes, series.allowance);
          const reply = await series.begin(items, (item) => this.one(exchange, { engine, form, topK }, item));
          resolve(reply);
          await series.over;
        })
        .catch(reject);
    });
  }

  /** A body that holds one picture, or an array of which all rows are there at once. */
  private async whole(
    exchange: Exchange,
    { engine, form, kind, topK }: Asked & { kind: 'picture' | 'array' },
  ): Promise<Reply> {
    exchange.model = engine.classifier.model;
    engine.scheduler.requireRoom(exchange);
    const body = await readWhole(exchange, this.options);
    const copies = new ByteShare(this.options.budget);
    try {
      const items = wholeItems(kind, body.bytes, { input: engine.description.input, copies });
      const first = await items.next();
      if (first.done) throw new Failure('image-missing');
      const second = await items.next();
      const series = second.done ? second.value : true;
      if (!series) return await this.one(exchange, { engine, form, topK }, first.value);
      const rest = second.done ? [] : [second.value];
      for await (const item of items) rest.push(item);
      const classifier = new ItemClassifier(engine);
      const waiting = { ...waitingOf(exchange), topK, everyScore: form.everyScore };
      const answers = [first.value, ...rest].map((item) => classifier.classifyPatiently(item, waiting));
      const { contentType, start, each, between, end } = form.many;
      return { status: 200, contentType, body: start + (await Promise.all(answers)).map(each).join(between) + end };
    } finally {
      body.release();
      copies.giveBack();
    }
  }

  /** The answer to a request with one picture: what fails is a failed request, unless a placeholder is wanted. */
  private async one(
    exchange: Exchange,
    { engine, form, topK }: Asked,
    item: Parameters<ItemClassifier['classify']>[0],
  ): Promise<Reply> {
    const { contentType, one } = form;
    let answer: InvocationAnswer;
    try {
      const waiting = { ...waitingOf(exchange), topK, everyScore: form.everyScore };
      answer = await new ItemClassifier(engine).classify(item, waiting);
      if ('result' in answer) exchange.result = answer.result;
    } catch (error) {
      const own = error instanceof Failure && error.kind.retry === 'no' && error.kind.status < 500;
      if (!own || this.options.onError === 'fail') throw error;
      answer = { id: exchange.id, failure: error };
    }
    return { status: 200, contentType, body: one(answer) };
  }
}

interface Asked {
  readonly engine: Engine;
  readonly form: AnswerForm;
  readonly topK: number | undefined;
}

function waitingOf({ id, deadline, priority, startedAt, signal, trace }: Exchange) {
  return { id, deadline, priority, startedAt, signal, trace };
}
