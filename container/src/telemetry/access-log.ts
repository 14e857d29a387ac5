import type { HttpServerOptions } from '../http-server/http-server';
import type { Logger } from './logger';
import type { MetricRegistry } from './metric-registry';

/** Probes and scrapes come every few seconds for ever; they are worth a line only when someone looks for them. */
const quiet = new Set(['ping', 'live', 'ready', 'metrics', 'pageFile']);

/** One log line and the request metrics for every request. */
export function accessLog(log: Logger, metrics: MetricRegistry): HttpServerOptions['onAnswered'] {
  return ({ id, request, startedAt, result }, route, status, failure) => {
    const milliseconds = performance.now() - startedAt;
    metrics.count('requests', { route, status: String(status) });
    metrics.observe('requestSeconds', milliseconds / 1000, { route });
    if (failure) metrics.count('failures', { id: failure.id });
    if (result) {
      const { queueMs, decodeMs, preprocessMs, inferMs } = result.timings;
      const stages = { queue: queueMs, decode: decodeMs, preprocess: preprocessMs, infer: inferMs };
      for (const [stage, ms] of Object.entries(stages)) metrics.observe('stageSeconds', ms / 1000, { stage });
    }
    const line = {
      requestId: id,
      method: request.method,
      route,
      status,
      milliseconds: Math.round(milliseconds * 100) / 100,
      ...(result && {
        label: result.labels[0]?.label,
        score: result.labels[0]?.score,
        boxes: result.boxes?.length,
        bytes: result.picture.bytes,
      }),
      ...(failure && { failure: failure.id, reason: failure.message }),
    };
    // Overload and deadlines are part of the work; a 500 is a mistake that somebody has to look at.
    if (status === 500) log.error(line, 'request');
    else if (quiet.has(route)) log.debug(line, 'request');
    else if (status > 500) log.warn(line, 'request');
    else log.info(line, 'request');
  };
}
