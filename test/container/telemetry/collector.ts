import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { code?: number };
  readonly attributes: readonly { key: string; value: Record<string, unknown> }[];
}

export interface Collector {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly headers: IncomingHttpHeaders[];
  /** The attributes of the resource that sent the last spans. */
  readonly resource: () => unknown;
  stop(): Promise<void>;
}

/** A receiver of OTLP over HTTP on this machine; `answer` says what it answers, by default that all is well. */
export async function startCollector(answer: { status?: number; body?: string } = {}): Promise<Collector> {
  const spans: ReceivedSpan[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let resource: unknown;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      headers.push({ ...request.headers, ':path': request.url, ':method': request.method });
      for (const part of JSON.parse(text).resourceSpans) {
        resource = part.resource.attributes;
        for (const scope of part.scopeSpans) spans.push(...scope.spans);
      }
      response.writeHead(answer.status ?? 200, { 'Content-Type': 'application/json' }).end(answer.body ?? '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers,
    resource: () => resource,
    stop,
  };
}

export function attributesOf({ attributes }: ReceivedSpan): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
