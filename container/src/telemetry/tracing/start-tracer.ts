import type { Settings } from '../../../../lib/contracts/settings';
import type { Logger } from '../logger';
import type { MetricRegistry } from '../metrics/metric-registry';
import { otlpBody } from './otlp-json';
import { SpanExporter } from './span-exporter';
import { traceSampler } from './trace-sampler';
import { Tracer } from './tracer';

export interface Tracing {
  readonly tracer: Tracer;
  /** Sends what waits, for at most that long. */
  stop(milliseconds: number): Promise<void>;
}

/** How often a log tells of lost spans at most, in milliseconds; the metric counts them all. */
const complainEveryMs = 60_000;

/** Traces to the collector of the settings; nothing where none is configured, or where its address is no URL. */
export function startTracer(
  settings: Settings,
  { log, metrics, version }: { log: Logger; metrics: MetricRegistry; version: string },
): Tracing | undefined {
  if (settings.tracesEndpoint === undefined) return undefined;
  const endpoint = endpointOf(settings.tracesEndpoint);
  if (!endpoint) {
    // Telemetry never keeps pictures from being classified.
    log.error({ setting: 'tracesEndpoint' }, 'nothing is traced: the endpoint is no http or https URL');
    return undefined;
  }
  const resource = { 'service.name': settings.serviceName, 'service.version': version };
  let complainedAt = -Infinity;
  const exporter = new SpanExporter({
    endpoint,
    headers: headersOf(settings.tracesHeaders ?? ''),
    encode: (spans) => otlpBody(resource, version, spans),
    onDropped: (reason, spans, detail) => {
      metrics.count('spansDropped', { reason }, spans);
      if (performance.now() - complainedAt < complainEveryMs) return;
      complainedAt = performance.now();
      log.warn({ reason, spans, detail }, 'spans were lost');
    },
  });
  return {
    tracer: new Tracer(traceSampler(settings), exporter),
    stop: (milliseconds) => exporter.stop(milliseconds),
  };
}

function endpointOf(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url : undefined;
}

/** `name=value,name=value`, with values in URL encoding; what is no header is left out. */
function headersOf(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const place = pair.indexOf('=');
    const name = pair.slice(0, place).trim();
    const value = decoded(pair.slice(place + 1).trim());
    if (place > 0 && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value)) headers[name] = value;
  }
  return headers;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
