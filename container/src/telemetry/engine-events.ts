import type { EngineOptions } from '../inference/engine';
import type { Logger } from './logger';
import type { MetricRegistry } from './metric-registry';

/** Log lines and metrics of the inference processes. */
export function engineEvents(log: Logger, metrics?: MetricRegistry): EngineOptions['events'] {
  return {
    output: (line) => log.warn({ line }, 'inference process wrote'),
    opened: (pid, engines) => log.info({ pid, ...engines }, 'inference process opened the model'),
    died: (reason, detail) => {
      metrics?.count('processRestarts', { reason });
      log.error({ reason, detail }, 'inference process died');
    },
    batch: (pictures) => metrics?.observe('batchSize', pictures),
  };
}
