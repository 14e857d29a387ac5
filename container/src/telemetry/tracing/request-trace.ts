import { randomHex } from './random-ids';
import type { TraceContext } from './trace-context';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** A piece of time inside a request; moments are on the clock of `performance.now()`, in milliseconds. */
export interface Span {
  readonly spanId: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: SpanAttributes;
}

/** A request may carry many pictures; the first ones tell enough. */
const mostStages = 128;

/** One request in a trace: which trace, whose child, and, when it is sampled, where its time went. */
export class RequestTrace {
  readonly spanId = randomHex(8);
  readonly stages: Span[] = [];

  constructor(
    readonly traceId: string,
    readonly sampled: boolean,
    readonly parent: TraceContext | undefined,
  ) {}

  /** Adds a stage; costs nothing for a request that is not sampled. */
  stage(name: string, start: number, end: number, attributes: SpanAttributes = {}): void {
    if (!this.sampled || this.stages.length >= mostStages) return;
    this.stages.push({ spanId: randomHex(8), name, start, end, attributes });
  }
}
