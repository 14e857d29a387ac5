import type { Settings } from '../../../lib/contracts/settings';
import type { HttpServerOptions } from '../http-server/http-server';
import type { Reply } from '../http-server/reply';
import type { EngineOptions } from '../inference/engine';
import type { LoadEvents } from '../model-host/loaded-models';
import { accessLog } from './access-log';
import { engineEvents } from './engine-events';
import type { Logger } from './logger';
import { EmbeddedMetrics } from './metrics/embedded-metrics';
import { EventLoopLag } from './metrics/event-loop-lag';
import { loadEvents } from './metrics/load-events';
import { MetricInterval } from './metrics/metric-interval';
import { type Gauges, MetricRegistry } from './metrics/metric-registry';
import { type Asked, OfferedConcurrency } from './metrics/offered-concurrency';
import { prometheusContentType, prometheusText } from './metrics/prometheus-text';
import { requestMetrics } from './metrics/request-metrics';
import { tritonText } from './metrics/triton-text';
import { requestSpans } from './tracing/request-spans';
import { startTracer } from './tracing/start-tracer';

export interface TelemetryOptions {
  readonly settings: Settings;
  readonly log: Logger;
  readonly version: string;
  readonly gauges: Omit<Gauges, 'eventLoopLag' | 'offeredConcurrency'>;
  /** What is asked of each open model. */
  readonly open: () => readonly Asked[];
}

/** Everything a server tells of itself: log, metrics, traces. */
export interface Telemetry {
  readonly metrics: MetricRegistry;
  /** For the HTTP server. */
  readonly hooks: Pick<HttpServerOptions, 'trace' | 'onAnswered'>;
  /** For models that come and go. */
  readonly loads: LoadEvents;
  /** For every engine. */
  readonly events: EngineOptions['events'];
  /** What Prometheus reads. */
  scrape(): Reply;
  /** After the last answer: writes and sends what is left, within two seconds. */
  stop(): Promise<void>;
}

const stopMs = 2000;

/** Starts what the settings ask for; what they do not ask for costs nothing. */
export function startTelemetry({ settings, log, version, gauges, open }: TelemetryOptions): Telemetry {
  const scraped = sinceLastLook(gauges, open);
  const interval = settings.cloudWatchSeconds > 0 ? new MetricInterval() : undefined;
  const metrics = new MetricRegistry(scraped.gauges, interval);
  const embedded = interval && startEmbedded(interval, { settings, log, version, gauges, open });
  const tracing = startTracer(settings, { log, metrics, version });
  const listeners = [requestMetrics(metrics), ...(tracing ? [requestSpans(tracing.tracer)] : []), accessLog(log)];
  return {
    metrics,
    hooks: {
      ...(tracing && { trace: (headers) => tracing.tracer.begin(headers) }),
      onAnswered: (...answer) => {
        for (const listener of listeners) listener(...answer);
      },
    },
    events: engineEvents(log, metrics),
    loads: loadEvents(log, metrics),
    scrape: () => ({
      status: 200,
      contentType: prometheusContentType,
      body: prometheusText(metrics) + tritonText(metrics),
    }),
    stop: async () => {
      embedded?.stop();
      scraped.stop();
      await tracing?.stop(stopMs);
    },
  };
}

/** Gauges that begin anew with every look, so each reader has its own. */
function sinceLastLook(
  gauges: TelemetryOptions['gauges'],
  open: TelemetryOptions['open'],
): { readonly gauges: Gauges; stop(): void } {
  const lag = new EventLoopLag();
  const offered = new OfferedConcurrency();
  return {
    gauges: { ...gauges, eventLoopLag: () => lag.takeSeconds(), offeredConcurrency: () => offered.take(open()) },
    stop: () => lag.stop(),
  };
}

function startEmbedded(
  interval: MetricInterval,
  { settings, log, version, gauges, open }: TelemetryOptions,
): { stop(): void } {
  const reader = sinceLastLook(gauges, open);
  // These lines are metrics, not messages: no log level keeps them back.
  const lines = log.child({}, { level: 'info' });
  const embedded = new EmbeddedMetrics({
    interval,
    gauges: reader.gauges,
    service: settings.serviceName,
    properties: { serverVersion: version, ...(settings.worker === undefined ? {} : { worker: settings.worker }) },
    seconds: settings.cloudWatchSeconds,
    write: (document) => lines.info(document),
  });
  return {
    stop: () => {
      embedded.stop();
      reader.stop();
    },
  };
}
