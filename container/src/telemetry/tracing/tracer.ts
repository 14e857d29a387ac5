import type { IncomingHttpHeaders } from 'node:http';
import { type FinishedRequest, otlpSpans } from './otlp-json';
import { randomHex } from './random-ids';
import { RequestTrace } from './request-trace';
import type { SpanExporter } from './span-exporter';
import { traceContextOf } from './trace-context';
import type { TraceSampler } from './trace-sampler';

/** Decides for every request whether it is traced, and hands the spans of those that are to the exporter. */
export class Tracer {
  constructor(
    private readonly sampler: TraceSampler,
    private readonly exporter: Pick<SpanExporter, 'add'>,
  ) {}

  begin(headers: IncomingHttpHeaders): RequestTrace {
    const parent = traceContextOf(headers);
    const traceId = parent?.traceId ?? randomHex(16);
    return new RequestTrace(traceId, this.sampler(traceId, parent), parent);
  }

  finish(request: FinishedRequest): void {
    if (request.trace.sampled) this.exporter.add(otlpSpans(request));
  }
}
