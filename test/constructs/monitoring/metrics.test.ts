import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EmbeddedMetrics } from '../../../container/src/telemetry/metrics/embedded-metrics';
import { MetricInterval } from '../../../container/src/telemetry/metrics/metric-interval';
import { type Gauges, MetricRegistry } from '../../../container/src/telemetry/metrics/metric-registry';
import {
  cloudWatchName,
  type Metric,
  type MetricName,
  metricNamespace,
  metrics,
} from '../../../lib/contracts/telemetry';
import { plainPicture } from '../../container/pictures';
import { startTinyServer } from '../../container/server-process';
import type { EmbeddedDocument } from '../../container/telemetry/embedded-metric-format';
import { shopWatching, watched } from '../synthesized-monitoring';

/** A metric as CloudWatch knows it: `namespace name dimension,dimension`. */
type Known = string;
const known = (namespace: string, name: string, dimensions: readonly string[]): Known =>
  `${namespace} ${name} ${[...dimensions].sort().join()}`;

/** All that documents of the embedded metric format define. */
const definedBy = (documents: readonly EmbeddedDocument[]): Set<Known> =>
  new Set(
    documents.flatMap(({ _aws }) =>
      _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
        Dimensions.flatMap((set) => Metrics.map(({ Name }) => known(Namespace, Name, set))),
      ),
    ),
  );

/** All metrics of the servers that alarms, scaling policies and dashboards of a template look at. */
function lookedAt(template: Template): Map<Known, Record<string, unknown>> {
  const found = new Map<Known, Record<string, unknown>>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      const [namespace, name, ...rest] = value;
      // A line of a dashboard: namespace, name, then dimensions and their values in turn.
      if (namespace === metricNamespace) {
        const pairs = rest.filter((each) => typeof each === 'string');
        const dimensions = Object.fromEntries(
          pairs.flatMap((each, place) => (place % 2 === 0 ? [[each, pairs[place + 1]]] : [])),
        );
        found.set(known(namespace, name, Object.keys(dimensions)), dimensions);
      }
      value.forEach(visit);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const { Namespace, MetricName, Dimensions } = value as Record<string, string> & {
      Dimensions: { Name: string; Value: string }[];
    };
    if (Namespace === metricNamespace) {
      const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
      found.set(known(Namespace, MetricName, Object.keys(dimensions)), dimensions);
    }
    Object.values(value).forEach(visit);
  };
  const { Resources } = template.toJSON();
  for (const resource of Object.values<{ Properties?: { DashboardBody?: unknown } }>(Resources)) {
    visit(resource.Properties);
    const body = resource.Properties?.DashboardBody;
    if (!body) continue;
    // What only deployment knows stands between the pieces of text.
    const pieces = typeof body === 'string' ? [body] : (body as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
    visit(JSON.parse(pieces.map((piece) => (typeof piece === 'string' ? piece : 'token')).join('')));
  }
  return found;
}

/** One server that classified, failed, was asked for nonsense and turned callers away. */
async function linesOfARun(): Promise<EmbeddedDocument[]> {
  const server = await startTinyServer(
    {},
    {
      IMAGE_CLASSIFIER_CLOUDWATCH_SECONDS: '3600',
      IMAGE_CLASSIFIER_MAX_WAITING: '1',
      IMAGE_CLASSIFIER_PROCESSES: '1',
    },
  );
  const body = new Uint8Array(await plainPicture('#00ff00', 'jpeg', 2000));
  const statuses: number[] = [];
  const ask = async () => statuses.push((await fetch(`${server.url}/classify`, { method: 'POST', body })).status);
  for (let rounds = 0; rounds < 20 && !statuses.includes(503); rounds += 1)
    await Promise.all(Array.from({ length: 40 }, ask));
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect(await server.stop()).toBe(0);
  return server.logs.filter((line) => '_aws' in line) as unknown as EmbeddedDocument[];
}

/** What the writer of the server makes of metrics that a short run over HTTP has not: jobs, and a shift of classes. */
function rareLines(): EmbeddedDocument[] {
  const written: EmbeddedDocument[] = [];
  const interval = new MetricInterval();
  const gauges = Object.fromEntries(Object.keys(metrics).map((name) => [name, () => 0])) as unknown as Gauges;
  const registry = new MetricRegistry(gauges, interval);
  registry.count('jobs', { outcome: 'classified' });
  registry.count('jobs', { outcome: 'failed' });
  registry.observe('jobSeconds', 1);
  registry.observe('classShift', 0.1, { model: 'm', version: '1' });
  registry.observe('modelLoadSeconds', 1, { model: 'm', version: '1' });
  const options = { interval, gauges, service: 'shop', properties: {}, seconds: 3600 };
  const embedded = new EmbeddedMetrics({ ...options, write: (document) => written.push(document as EmbeddedDocument) });
  embedded.stop();
  return written;
}

const onlyRare = ['ClassShift', 'JobSeconds', 'Jobs'];
const templates = Object.entries(watched).map(
  ([name, make]) => [name, Template.fromStack(Stack.of(shopWatching(make)))] as const,
);
let ofARun: Set<Known>;
beforeAll(async () => {
  ofARun = definedBy(await linesOfARun());
});

test.each(templates)(
  '%s: every metric looked at is one that servers write, with the same dimensions',
  (_, template) => {
    const all = [...lookedAt(template).keys()];
    expect(all.length).toBeGreaterThan(10);
    const rare = definedBy(rareLines());
    const missing = all.filter(
      (metric) => !ofARun.has(metric) && !(onlyRare.includes(metric.split(' ')[1]) && rare.has(metric)),
    );
    expect(missing).toEqual([]);
    const catalogue = Object.entries(metrics).flatMap(([name, { cloudWatch = [] }]: [string, Metric]) =>
      cloudWatch.map((set) => known(metricNamespace, cloudWatchName(name as MetricName), ['service', ...set])),
    );
    expect(all.filter((metric) => !catalogue.includes(metric))).toEqual([]);
  },
);

test.each(templates)('%s: its servers have the very name that alarms and dashboard ask for', (_, template) => {
  const variable = 'IMAGE_CLASSIFIER_SERVICE_NAME';
  const tasks = Object.values(template.findResources('AWS::ECS::TaskDefinition')).flatMap(
    ({ Properties }) => Properties.ContainerDefinitions[0].Environment as { Name: string; Value: string }[],
  );
  const models = Object.values(template.findResources('AWS::SageMaker::Model')).map(
    ({ Properties }) => Properties.PrimaryContainer.Environment[variable] as string,
  );
  const names = new Set([...models, ...tasks.flatMap(({ Name, Value }) => (Name === variable ? [Value] : []))]);
  expect([...names].join()).toMatch(/^shop[^,]+$/i);
  expect(new Set([...lookedAt(template).values()].map(({ service }) => service))).toEqual(names);
});
