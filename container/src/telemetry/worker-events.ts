import type { StatusEvent } from '../../../lib/contracts/status-event';
import type { WorkerEvents } from '../queue-worker/queue-worker';
import type { Logger } from './logger';
import type { MetricRegistry } from './metrics/metric-registry';

export interface WorkerEventOptions {
  readonly worker: string;
  readonly log: Logger;
  readonly metrics: MetricRegistry;
  /** Where whoever watches the fleet hears of it. */
  readonly tell: (event: Omit<StatusEvent, 'time'>) => void;
}

/** Log lines, metrics and status events of a queue worker. */
export function workerEvents({ worker, log, metrics, tell }: WorkerEventOptions): WorkerEvents {
  return {
    started: ({ key, versionId }, { receiveCount: attempt }) => {
      log.debug({ key, versionId, attempt }, 'job started');
      tell({ event: 'started', key, versionId, worker, attempt });
    },
    finished: ({ key, versionId }, { receiveCount: attempt, sentAt }, { result, write }) => {
      const failure = result.status === 'failed' ? result.failure.id : undefined;
      const seconds = Math.max(0, Date.now() - sentAt) / 1000;
      const label = result.status === 'classified' ? result.labels[0]?.label : undefined;
      metrics.count('jobs', { outcome: write === 'repeated' ? 'repeated' : result.status });
      metrics.observe('jobSeconds', seconds);
      const line = { key, versionId, attempt, write, seconds, ...(failure ? { failure } : { label }) };
      if (failure) log.warn(line, 'job');
      else log.info(line, 'job');
      tell({ event: result.status, key, versionId, worker, attempt, failure });
    },
    released: ({ id, receiveCount: attempt }, failure) => {
      metrics.count('jobs', { outcome: 'released' });
      log.warn({ message: id, attempt, failure: failure.id, reason: failure.message }, 'job released');
    },
    trouble: (step, error) => {
      metrics.count('workerTroubles', { step });
      log.warn({ step, reason: `${error.name}: ${error.message}`.slice(0, 500) }, 'trouble');
    },
  };
}
