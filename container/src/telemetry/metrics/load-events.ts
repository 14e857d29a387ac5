import type { LoadEvents } from '../../model-host/loaded-models';
import type { Logger } from '../logger';
import type { MetricRegistry } from './metric-registry';

/** The metrics of a model outlive it by so long, as far as Prometheus looks back: whoever reads them once a minute has the last. */
const keepMs = 5 * 60_000;

/** Log lines and metrics of models that come and go. */
export function loadEvents(log: Logger, metrics: MetricRegistry): LoadEvents {
  const open = new Map<string, number>();
  /** One for each name and version, however often it comes and goes. */
  const forgetting = new Map<string, NodeJS.Timeout>();
  const change = (key: string, by: number) => {
    const count = (open.get(key) ?? 0) + by;
    if (count > 0) open.set(key, count);
    else open.delete(key);
  };
  return {
    loaded: (_key, { name, version, preparation }, milliseconds) => {
      const key = `${name}\n${version}`;
      change(key, 1);
      clearTimeout(forgetting.get(key));
      forgetting.delete(key);
      log.info({ model: name, version, milliseconds: Math.round(milliseconds), ...preparation }, 'model loaded');
    },
    failed: (key, reason, expected) =>
      log[expected ? 'info' : 'error']({ model: key.split('\n')[0], reason }, 'model not loaded'),
    unloaded: ({ name, version }, reason) => {
      const key = `${name}\n${version}`;
      change(key, -1);
      metrics.count('evictions', { reason });
      log.info({ model: name, version, reason }, 'model unloaded');
      // A platform may post models under ever new names.
      if (open.has(key)) return;
      const forget = () => {
        forgetting.delete(key);
        metrics.forget({ model: name, version });
      };
      forgetting.set(key, setTimeout(forget, keepMs).unref());
    },
  };
}
