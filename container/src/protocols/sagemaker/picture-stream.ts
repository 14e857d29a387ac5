import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { Failure } from '../../../../lib/contracts/failures';
import type { InvocationForm } from '../../../../lib/contracts/settings/sagemaker';
import type { ByteBudget } from '../../http-server/body/request-body';
import { namedIn, topKOf } from '../../http-server/classify-route';
import { requestIdOf } from '../../http-server/exchange';
import type { HttpServerOptions } from '../../http-server/http-server';
import type { ModelHost } from '../../model-host/model-host';
import { chooseForm } from './answer/accept';
import type { AnswerForm } from './answer/answer-form';
import type { InvocationAnswer } from './answer/invocation-answer';
import { ItemClassifier } from './item-classifier';
import { BodyAllowance } from './request/body-allowance';
import { picturesIn } from './request/encoded-picture';

export interface StreamParts {
  readonly models: Pick<ModelHost, 'use'>;
  readonly budget: ByteBudget;
  readonly maxBytes: number;
  readonly requestTimeoutMs: number;
  readonly usualForm: InvocationForm;
  readonly onAnswered: HttpServerOptions['onAnswered'];
}

/** What the request that opened the stream asked for, for all its pictures. */
export interface StreamAsk {
  readonly request: IncomingMessage;
  readonly id: string;
  readonly form: AnswerForm;
  readonly topK: number | undefined;
  readonly wanted: ReturnType<typeof namedIn>;
}

/** So many pictures of one stream are in work; meanwhile no more are read. */
const mostInWork = 8;
const mostUnreadBytes = 1_048_576;
const [goingAway, closeMs] = [1001, 1000];

/** One WebSocket: every binary message is a picture (a text message one in base64), every answer a message, in order. */
export class PictureStream {
  private readonly hungUp = new AbortController();
  private readonly allowance: BodyAllowance;
  private tail: Promise<void> = Promise.resolve();
  private inWork = 0;
  private count = 0;
  private alive = true;
  private draining = false;

  /** @throws Failure accept-unsupported or request-malformed */
  static prepare(request: IncomingMessage, { usualForm }: StreamParts): StreamAsk {
    const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
    const form = chooseForm(request.headers.accept, usualForm);
    return { request, id: requestIdOf(request.headers), form, topK: topKOf(query), wanted: namedIn(query) };
  }

  constructor(
    private readonly socket: WebSocket,
    private readonly ask: StreamAsk,
    private readonly parts: StreamParts,
  ) {
    this.allowance = new BodyAllowance(parts.budget);
    socket.on('message', (data: RawData, isBinary: boolean) => this.receive(data as Buffer, isBinary));
    socket.on('pong', () => {
      this.alive = true;
    });
    // Too long a message, broken frames: the library answers with the close code that says so.
    socket.on('error', () => {});
    socket.once('close', () => {
      this.hungUp.abort(new Failure('request-cancelled'));
      this.allowance.giveBackAll();
    });
  }

  /** Asks whether the other side is still there; it was asked before and did not answer: it is gone. */
  beat(): void {
    if (!this.alive) this.socket.terminate();
    this.alive = false;
    this.socket.ping();
  }

  async drain(timeoutMs: number): Promise<void> {
    this.draining = true;
    this.socket.pause();
    const late = pause(timeoutMs, undefined, { ref: false });
    await Promise.race([this.tail, late]);
    this.hungUp.abort(new Failure('server-draining'));
    await Promise.race([this.tail, pause(closeMs, undefined, { ref: false })]);
    this.socket.resume();
    this.socket.close(goingAway, 'server-draining');
    const closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
    await Promise.race([closed, pause(closeMs, undefined, { ref: false })]);
    this.socket.terminate();
  }

  private receive(data: Buffer, isBinary: boolean): void {
    // What was on its way when the drain began is left to another server.
    if (this.draining) return;
    this.inWork += 1;
    this.throttle();
    const answer = this.answer(data, isBinary);
    this.tail = this.tail.then(async () => {
      const text = this.ask.form.one(await answer);
      this.inWork -= 1;
      if (this.socket.readyState !== this.socket.OPEN) return;
      this.socket.send(text, () => this.throttle());
      this.throttle();
    });
  }

  private throttle(): void {
    const full = this.inWork >= mostInWork || this.socket.bufferedAmount > mostUnreadBytes;
    if (full) this.socket.pause();
    else if (!this.draining) this.socket.resume();
  }

  private async answer(data: Buffer, isBinary: boolean): Promise<InvocationAnswer> {
    const { models, requestTimeoutMs, onAnswered } = this.parts;
    const { request, form, topK, wanted } = this.ask;
    const id = `${this.ask.id}/${this.count++}`;
    const startedAt = performance.now();
    const signal = this.hungUp.signal;
    const waiting = { id, topK, everyScore: form.everyScore, priority: 0, startedAt, signal };
    const deadline = startedAt + requestTimeoutMs;
    let answer: InvocationAnswer;
    let model: { name: string; version: string } | undefined;
    try {
      await this.allowance.take(data.length, signal);
      const bytes = isBinary ? data : pictureIn(data);
      answer = await models.use({ ...wanted, deadline, signal }, (engine) => {
        model = engine.classifier.model;
        return new ItemClassifier(engine).classifyPatiently({ bytes, held: 0 }, { ...waiting, deadline });
      });
    } catch (error) {
      answer = { id, failure: error instanceof Failure ? error : new Failure('internal-error', String(error)) };
    }
    this.allowance.giveBack(data.length);
    const result = 'result' in answer ? answer.result : undefined;
    const failure = 'failure' in answer ? answer.failure : undefined;
    const told = { id, request, path: request.url ?? '', startedAt, bodyReadAt: startedAt, result, model };
    const status = failure?.kind.status ?? 200;
    onAnswered({ ...told, client: undefined, trace: undefined }, 'invocationsStream', status, failure);
    return answer;
  }
}

function pictureIn(text: Buffer): Buffer {
  const [picture, ...more] = picturesIn(text);
  if (picture && more.length === 0) return picture;
  throw new Failure(
    'request-malformed',
    `A message holds one picture; this one holds ${more.length + (picture ? 1 : 0)}.`,
  );
}
