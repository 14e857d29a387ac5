import type { Metric } from '../assembly/model';

interface Directive {
  readonly Namespace?: string;
  readonly Dimensions?: string[][];
  readonly Metrics?: { Name: string }[];
}

/** The metrics in a line of a log, as CloudWatch takes them out of it; none where it is another line. */
export function embeddedMetrics(line: string): { metric: Metric; value: number }[] {
  if (!line.includes('"_aws"')) return [];
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line);
  } catch {
    return [];
  }
  const { CloudWatchMetrics = [] } = (entry._aws ?? {}) as { CloudWatchMetrics?: Directive[] };
  return CloudWatchMetrics.flatMap(({ Namespace = '', Dimensions = [[]], Metrics = [] }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(entry[name])]));
      return Metrics.flatMap(({ Name }) =>
        valuesOf(entry[Name]).map((value) => ({ metric: { namespace: Namespace, name: Name, dimensions }, value })),
      );
    }),
  );
}

/** A number, a list of them, or values with how often each occurred. */
function valuesOf(field: unknown): number[] {
  if (typeof field === 'number') return [field];
  if (Array.isArray(field)) return field.filter((value) => typeof value === 'number');
  const { Values = [], Counts = [] } = (field ?? {}) as { Values?: number[]; Counts?: number[] };
  return Values.flatMap((value, place) => Array.from({ length: Math.min(1000, Counts[place] ?? 1) }, () => value));
}
