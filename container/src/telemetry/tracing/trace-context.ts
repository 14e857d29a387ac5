import type { IncomingHttpHeaders } from 'node:http';

/** Where a request comes from, as its caller says. */
export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The caller's span, 16 hexadecimal digits; absent where only the trace was named. */
  readonly parentId?: string;
  /** Whether the caller traces it; absent where that was left to this server. */
  readonly sampled?: boolean;
  /** What vendors pass along, untouched. */
  readonly state?: string;
}

const w3c = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const nothing = /^0+$/;

/** The context that a request carries: `traceparent` of the W3C, or else `X-Amzn-Trace-Id`; anything broken counts as absent. */
export function traceContextOf(headers: IncomingHttpHeaders): TraceContext | undefined {
  const { traceparent, tracestate, 'x-amzn-trace-id': amazon } = headers;
  const context = typeof traceparent === 'string' ? fromW3c(traceparent, tracestate) : undefined;
  return context ?? (typeof amazon === 'string' ? fromAmazon(amazon) : undefined);
}

function fromW3c(traceparent: string, tracestate: string | string[] | undefined): TraceContext | undefined {
  if (traceparent.length > 256) return undefined;
  const [, version, traceId, parentId, flags, rest] = w3c.exec(traceparent.trim()) ?? [];
  if (version === undefined || version === 'ff' || nothing.test(traceId) || nothing.test(parentId)) return undefined;
  // Later versions may append fields; the first has exactly four.
  if (version === '00' && rest !== undefined) return undefined;
  const state =
    typeof tracestate === 'string' && tracestate.length <= 512 && tracestate !== '' ? tracestate : undefined;
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1, state };
}

/** `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`, in any order, with other fields between. */
function fromAmazon(header: string): TraceContext | undefined {
  if (header.length > 1024) return undefined;
  const fields = new Map<string, string>();
  for (const field of header.split(';')) {
    const place = field.indexOf('=');
    if (place > 0)
      fields.set(
        field.slice(0, place).trim().toLowerCase(),
        field
          .slice(place + 1)
          .trim()
          .toLowerCase(),
      );
  }
  const [, seconds, rest] = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/.exec(fields.get('root') ?? '') ?? [];
  if (seconds === undefined || nothing.test(seconds + rest)) return undefined;
  const parent = fields.get('parent') ?? '';
  const parentId = /^[0-9a-f]{16}$/.test(parent) && !nothing.test(parent) ? parent : undefined;
  const sampled = { '1': true, '0': false }[fields.get('sampled') ?? ''];
  return { traceId: seconds + rest, parentId, sampled };
}
