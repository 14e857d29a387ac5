/** One metric, named once for the server, dashboards, alarms, autoscaling and the chart. */
export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: 'count' | 'seconds' | 'bytes' | 'pictures' | 'pixels' | 'share';
  readonly help: string;
  readonly labels?: readonly string[];
  /** Upper bounds of a histogram's buckets, in `unit`. */
  readonly buckets?: readonly number[];
  /**
   * The labels that become dimensions in Amazon CloudWatch beside `service`, one list for each set; `[]` is the sum over all
   * labels. Every combination of values is a metric that is paid for, so most labels stay out. Left out: not sent there.
   */
  readonly cloudWatch?: readonly (readonly string[])[];
}

/** What every metric of one model is labelled with; both are empty where no model was reached. */
export const model = ['model', 'version'] as const;
export const total = [[]] as const;
export const byModel = [['model']] as const;
export const totalAndByModel = [[], ['model']] as const;

export const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
export const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1];
