import type { Metric, Model } from '../assembly/model';
import { AlarmState } from './alarm-state';
import { Autoscaler } from './autoscaler';
import { MetricStore } from './metric-store';

/** One reading of a metric; NaN says only that there was a sample. */
export interface Reading {
  readonly metric: Metric;
  readonly value: number;
}

/** CloudWatch and Application Auto Scaling for one stack, driven by whoever has the time. */
export class Controller {
  static readonly tickSeconds = 10;
  readonly metrics = new MetricStore();
  readonly alarms: readonly AlarmState[];
  readonly autoscalers: readonly Autoscaler[];

  constructor({ alarms, targets }: Pick<Model, 'alarms' | 'targets'>) {
    this.alarms = alarms.map((alarm) => new AlarmState(alarm, this.metrics));
    this.autoscalers = targets.map((target) => {
      // The first task of a new service is long gone where a stack came to rest.
      return new Autoscaler(target, this.metrics, this.alarms, target.minimum);
    });
  }

  /**
   * The next tick; call it for every multiple of ten seconds.
   *
   * @param read gives the readings of the services at a full minute: that is how often they report on AWS
   */
  async tick(now: number, read: () => Promise<readonly Reading[]> | readonly Reading[]): Promise<void> {
    const due = (seconds: number) => now % (seconds * 1000) === 0;
    if (due(60)) for (const { metric, value } of await read()) this.metrics.put(metric, value, now - 1);
    for (const alarm of this.alarms) if (due(alarm.everySeconds)) alarm.evaluate(now);
    for (const autoscaler of this.autoscalers) if (due(autoscaler.everySeconds)) autoscaler.evaluate(now);
  }

  /** How many tasks a service shall have; what no policy scales keeps the number of the template. */
  desired(service: string): number | undefined {
    return this.autoscalers.find(({ target }) => target.service === service)?.desired;
  }
}
