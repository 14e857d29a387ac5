/** A document of Amazon CloudWatch's embedded metric format, as far as tests look into it. */
export interface EmbeddedDocument {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly {
        readonly Name: string;
        readonly Unit?: string;
        readonly StorageResolution?: number;
      }[];
    }[];
  };
  readonly [member: string]: unknown;
}

const units = new Set(
  'Seconds Microseconds Milliseconds Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits Gigabits Terabits Percent Count None'.split(
    ' ',
  ),
);

/**
 * What a document breaks of the published specification; its limits are those of 2026: 100 metrics in a directive, 30
 * dimensions in a set, 100 values in an array, 256 KB. A histogram is an object of `Values` and `Counts`, as the exporters of
 * AWS for OpenTelemetry write it.
 */
export function brokenRules(document: EmbeddedDocument): string[] {
  const broken: string[] = [];
  const expectThat = (holds: boolean, rule: string) => {
    if (!holds) broken.push(rule);
  };
  const { Timestamp, CloudWatchMetrics, ...unknown } = document._aws;
  expectThat(Object.keys(unknown).length === 0, `_aws has no member ${Object.keys(unknown)}`);
  expectThat(Number.isInteger(Timestamp) && Math.abs(Timestamp - Date.now()) < 3_600_000, 'Timestamp in milliseconds');
  expectThat(JSON.stringify(document).length < 256 * 1024, '256 KB');
  for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics) {
    expectThat(Namespace.length >= 1 && Namespace.length <= 255, 'Namespace of 1 to 255 characters');
    expectThat(Metrics.length >= 1 && Metrics.length <= 100, '1 to 100 metrics');
    expectThat(Dimensions.length >= 1, 'a set of dimensions');
    for (const set of Dimensions) {
      expectThat(set.length <= 30, '30 dimensions');
      for (const name of set) {
        const value = document[name];
        expectThat(typeof value === 'string' && value.length >= 1 && value.length <= 1024, `a text for ${name}`);
      }
    }
    for (const { Name, Unit, StorageResolution } of Metrics) {
      expectThat([undefined, 1, 60].includes(StorageResolution), `the resolution ${StorageResolution}`);
      expectThat(/^[\x20-\x7e]{1,255}$/.test(Name), `a plain name, not ${Name}`);
      expectThat(Unit === undefined || units.has(Unit), `the unit ${Unit}`);
      broken.push(...brokenTarget(Name, document[Name]));
    }
    expectThat(new Set(Metrics.map(({ Name }) => Name)).size === Metrics.length, 'each metric once');
  }
  return broken;
}

function brokenTarget(name: string, target: unknown): string[] {
  if (typeof target === 'number') return Number.isFinite(target) ? [] : [`${name} is ${target}`];
  const { Values, Counts, Count } = (target ?? {}) as { Values?: number[]; Counts?: number[]; Count?: number };
  if (!Values || !Counts) return [`${name} has no value`];
  const sum = Counts.reduce((total, count) => total + count, 0);
  return [
    ...(Values.length >= 1 && Values.length <= 100 ? [] : [`${name} has ${Values.length} values`]),
    ...(Values.length === Counts.length ? [] : [`${name} has other numbers of values and counts`]),
    ...([...Values, ...Counts].every(Number.isFinite) ? [] : [`${name} has values that are no numbers`]),
    ...(sum === Count ? [] : [`${name} counts ${sum} and says ${Count}`]),
  ];
}
