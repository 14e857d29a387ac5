import type { EngineOptions } from '../inference/engine';
import type { Logger } from './logger';
import type { MetricRegistry } from './metrics/metric-registry';
import { PictureDrift } from './metrics/picture-drift';
import { tellStages } from './tracing/work-stages';

/** Log lines, metrics and spans of the inference processes of one model. */
export function engineEvents(log: Logger, metrics?: MetricRegistry): EngineOptions['events'] {
  let toldUnoptimised = false;
  return ({ name, version }) => {
    const model = { model: name, version };
    const drift = metrics && new PictureDrift(metrics, model);
    return {
      output: (line) => log.warn({ line }, 'inference process wrote'),
      unoptimised: (reason) => {
        // What is short for one model is short for the next; each says so in its own line at level info.
        if (!toldUnoptimised) log.warn({ ...model, reason }, 'models are served as they were exported');
        toldUnoptimised = true;
      },
      started: (milliseconds) => metrics?.observe('modelLoadSeconds', milliseconds / 1000, model),
      opened: (pid, engines) => log.info({ pid, ...engines }, 'inference process opened the model'),
      died: (reason, detail) => {
        metrics?.count('processRestarts', { ...model, reason });
        log.error({ reason, detail }, 'inference process died');
      },
      interrupted: (reason, milliseconds) =>
        log.error({ reason, nextAttemptMs: Math.round(milliseconds) }, 'model interrupted'),
      batch: (pictures) => metrics?.observe('batchSize', pictures, model),
      answered: (scheduled, { trace }) => {
        if (!metrics) return;
        tellStages(scheduled, (stage, start, milliseconds) => {
          metrics.observe('stageSeconds', milliseconds / 1000, { ...model, stage });
          trace?.stage(stage, start, start + milliseconds);
        });
        if ('labels' in scheduled.outcome) drift?.observe(scheduled.outcome);
      },
    };
  };
}
