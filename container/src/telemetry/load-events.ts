import type { LoadEvents } from '../model-host/loaded-models';
import type { Logger } from './logger';

/** Log lines of models that come and go. */
export function loadEvents(log: Logger): LoadEvents {
  return {
    loaded: (_key, { name, version, preparation }, milliseconds) =>
      log.info({ model: name, version, milliseconds: Math.round(milliseconds), ...preparation }, 'model loaded'),
    failed: (key, reason) => log.error({ model: key.split('\n')[0], reason }, 'model not loaded'),
    unloaded: (key, reason) => log.info({ model: key.split('\n')[0], reason }, 'model unloaded'),
  };
}
