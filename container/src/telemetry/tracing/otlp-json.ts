import type { RequestTrace, Span, SpanAttributes } from './request-trace';

/** A finished request as a span: its own and those of its stages. */
export interface FinishedRequest {
  readonly trace: RequestTrace;
  readonly root: Omit<Span, 'spanId'>;
  readonly failed: boolean;
}

const kindInternal = 1;
const kindServer = 2;
const statusError = 2;

/** The spans of a request in the JSON form of OTLP, the root first. */
export function otlpSpans({ trace, root, failed }: FinishedRequest): object[] {
  // The wall clock may be corrected while the server runs; all spans of a request are placed by the same reading.
  const wall = Date.now() - performance.now();
  const encode = (span: Omit<Span, 'spanId'>, spanId: string, parentSpanId: string | undefined, kind: number) => ({
    traceId: trace.traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    ...(trace.parent?.state === undefined ? {} : { traceState: trace.parent.state }),
    flags: 1,
    name: span.name,
    kind,
    startTimeUnixNano: nanoseconds(wall + span.start),
    endTimeUnixNano: nanoseconds(wall + Math.max(span.start, span.end)),
    attributes: otlpAttributes(span.attributes),
  });
  return [
    {
      ...encode(root, trace.spanId, trace.parent?.parentId, kindServer),
      status: failed ? { code: statusError } : {},
    },
    ...trace.stages.map((stage) => encode(stage, stage.spanId, trace.spanId, kindInternal)),
  ];
}

/** The body of an export request. */
export function otlpBody(resource: SpanAttributes, version: string, spans: readonly object[]): string {
  const scope = { name: 'image-classifier', version };
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes: otlpAttributes(resource) }, scopeSpans: [{ scope, spans }] }],
  });
}

function otlpAttributes(attributes: SpanAttributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: otlpValue(value) }));
}

function otlpValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  // 64-bit numbers are strings in the JSON form of protocol buffers.
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

/** Nanoseconds do not fit into a double; microseconds do. */
function nanoseconds(milliseconds: number): string {
  return `${Math.round(milliseconds * 1000)}000`;
}
