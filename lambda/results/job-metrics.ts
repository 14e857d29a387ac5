import { cloudWatchName, metricNamespace, metrics } from '../../lib/contracts/telemetry';

export interface EndedJob {
  /** The dimension of these metrics. */
  readonly service: string;
  readonly outcome: 'classified' | 'failed' | 'repeated';
  /** From the sending of the job to its result. */
  readonly seconds: number;
}

/** Counts a picture as the workers of a fleet do, in the embedded metric format of Amazon CloudWatch. */
export function tellJob({ service, outcome, seconds }: EndedJob): void {
  const [jobs, jobSeconds] = [cloudWatchName('jobs'), cloudWatchName('jobSeconds')];
  const directive = (dimensions: string[], name: string, unit: string) => ({
    Namespace: metricNamespace,
    Dimensions: [['service', ...dimensions]],
    Metrics: [{ Name: name, Unit: unit }],
  });
  const document = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        ...(metrics.jobs.cloudWatch ?? []).map((dimensions) => directive([...dimensions], jobs, 'Count')),
        directive([], jobSeconds, 'Seconds'),
      ],
    },
    service,
    outcome,
    [jobs]: 1,
    [jobSeconds]: seconds,
  };
  // The console of the runtime would put the document into a member of a line of its own.
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
