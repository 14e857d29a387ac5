import type { HttpServerOptions } from '../../http-server/http-server';
import type { MetricRegistry } from './metric-registry';

/** Statuses that turn a caller away without blame: too much at once, or nobody ready. */
const sheds = new Set([429, 503]);

/** Counts and measures every request, under the model that it reached. */
export function requestMetrics(metrics: MetricRegistry): HttpServerOptions['onAnswered'] {
  return ({ startedAt, bodyReadAt, result, model: reached, trace }, route, status, failure) => {
    const now = performance.now();
    const model = { model: reached?.name ?? '', version: reached?.version ?? '' };
    metrics.count('requests', { route, ...model, status: String(status) });
    metrics.observe('requestSeconds', (now - startedAt) / 1000, { route, ...model });
    if (failure) {
      metrics.count('failures', { id: failure.id });
      if (sheds.has(failure.kind.status)) metrics.count('shed', { reason: failure.id, ...model });
      else if (status >= 500) metrics.count('faults', model);
    }
    if (!reached || bodyReadAt === undefined) return;
    metrics.observe('stageSeconds', (bodyReadAt - startedAt) / 1000, { stage: 'read', ...model });
    trace?.stage('read', startedAt, bodyReadAt);
    if (!result) return;
    // From the labels on: into this process, into text, into the socket, and read there by the caller.
    const { queueMs, decodeMs, preprocessMs, inferMs } = result.timings;
    const answerMs = now - bodyReadAt - queueMs - decodeMs - preprocessMs - inferMs;
    metrics.observe('stageSeconds', Math.max(0, answerMs) / 1000, { stage: 'answer', ...model });
  };
}
