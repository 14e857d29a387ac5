import { createLogger } from '../../../container/src/telemetry/logger';
import { EmbeddedMetrics } from '../../../container/src/telemetry/metrics/embedded-metrics';
import { MetricInterval } from '../../../container/src/telemetry/metrics/metric-interval';
import { type Gauges, MetricRegistry } from '../../../container/src/telemetry/metrics/metric-registry';
import { startTelemetry } from '../../../container/src/telemetry/telemetry';
import { fromEnvironment } from '../../../lib/contracts/environment';
import { metricNamespace } from '../../../lib/contracts/telemetry';
import { plainPicture } from '../pictures';
import { startTinyServer } from '../server-process';
import { brokenRules, type EmbeddedDocument } from './embedded-metric-format';

const gauges: Gauges = {
  waiting: () => [
    { labels: { model: 'one', version: '1' }, value: 2 },
    { labels: { model: 'two', version: '1' }, value: 3 },
  ],
  inFlight: () => [],
  processes: () => 4,
  modelsLoaded: () => 2,
  modelMemory: () => [],
  eventLoopLag: () => 0.001,
  offeredConcurrency: () => 0.5,
  ready: () => 1,
};

function setUp() {
  const written: EmbeddedDocument[] = [];
  const interval = new MetricInterval();
  const metrics = new MetricRegistry(gauges, interval);
  const embedded = new EmbeddedMetrics({
    interval,
    gauges,
    service: 'shop',
    properties: { worker: 'w1' },
    seconds: 3600,
    write: (document) => written.push(document as EmbeddedDocument),
  });
  const flush = () => {
    embedded.flush();
    return written.splice(0);
  };
  return { metrics, embedded, written, flush };
}

const dimensionsOf = ({ _aws }: EmbeddedDocument) => _aws.CloudWatchMetrics[0].Dimensions[0].join();
const find = (documents: EmbeddedDocument[], dimensions: string, model?: string) =>
  documents.find((document) => dimensionsOf(document) === dimensions && (!model || document.model === model));

test('counters are what happened in the interval, gauges what is now, and everything keeps to the specification', () => {
  const { metrics, flush } = setUp();
  for (let round = 0; round < 3; round += 1) {
    metrics.count('requests', { route: 'classify', model: 'one', version: '1', status: '200' });
  }
  metrics.count('requests', { route: 'classify', model: '', version: '', status: '404' });
  metrics.count('failures', { id: 'model-unknown' });
  const documents = flush();
  expect(documents.flatMap(brokenRules)).toEqual([]);
  expect(find(documents, 'service')).toMatchObject({
    service: 'shop',
    worker: 'w1',
    Requests: 4,
    Failures: 1,
    Waiting: 5,
  });
  expect(find(documents, 'service')?._aws.CloudWatchMetrics[0].Namespace).toBe(metricNamespace);
  expect(find(documents, 'service,model', 'one')).toMatchObject({ model: 'one', Requests: 3, Waiting: 2 });
  expect(find(documents, 'service,model', 'two')).toMatchObject({ Waiting: 3 });
  expect(find(flush(), 'service')).toMatchObject({ Requests: 0, Failures: 0, Waiting: 5 });
});

test('however many values there are, a hundred are written; sum, smallest and largest stay exact', () => {
  const { metrics, flush } = setUp();
  const values = Array.from({ length: 10_000 }, (_, place) => 0.001 * 1.001 ** place);
  for (const value of values)
    metrics.observe('requestSeconds', value, { route: 'classify', model: 'one', version: '1' });
  const documents = flush();
  expect(documents.flatMap(brokenRules)).toEqual([]);
  const set = find(documents, 'service,model', 'one')?.RequestSeconds as Record<string, number[] & number>;
  expect(set.Count).toBe(10_000);
  expect(set.Max).toBe(values.at(-1));
  expect(set.Min).toBe(0.001);
  expect(set.Sum).toBeCloseTo(
    values.reduce((sum, value) => sum + value, 0),
    6,
  );
});

test('percentiles of usual times are right to 3 %', () => {
  const { metrics, flush } = setUp();
  for (let place = 1; place <= 1000; place += 1) metrics.observe('stageSeconds', place / 10_000, { stage: 'infer' });
  const written = find(flush(), 'service,stage')?.StageSeconds as { Values: number[]; Counts: number[] };
  const all = written.Values.flatMap((value, place) => new Array<number>(written.Counts[place]).fill(value));
  const p99 = all[989];
  expect(Math.abs(p99 / 0.099 - 1)).toBeLessThan(0.03);
});

test('zero, and numbers that are none, harm nothing', () => {
  const { metrics, flush } = setUp();
  for (const value of [0, Number.NaN, Infinity, 0])
    metrics.observe('confidence', value, { model: 'one', version: '1' });
  const documents = flush();
  expect(documents.flatMap(brokenRules)).toEqual([]);
  expect(find(documents, 'service,model', 'one')?.Confidence).toMatchObject({ Values: [0], Counts: [2], Sum: 0 });
});

test('probes and scrapes are not in the traffic, and thousands of models do not become thousands of lines', () => {
  const { metrics, flush } = setUp();
  metrics.count('requests', { route: 'ping', status: '200' });
  for (let model = 0; model < 5000; model += 1) {
    metrics.count('requests', { route: 'classify', model: `${model}`.padEnd(3000, 'x'), version: '1', status: '200' });
  }
  const documents = flush();
  expect(documents.flatMap(brokenRules)).toEqual([]);
  expect(documents.length).toBeLessThanOrEqual(200);
  expect(documents.find(({ Requests }) => Requests === 5000)?.service).toBe('shop');
});

test('a server writes its metrics as lines of their own, the last of them when it stops', async () => {
  const server = await startTinyServer(
    {},
    {
      IMAGE_CLASSIFIER_CLOUDWATCH_SECONDS: '3600',
      IMAGE_CLASSIFIER_SERVICE_NAME: 'shop',
      IMAGE_CLASSIFIER_WORKER: 'w1',
    },
  );
  const body = new Uint8Array(await plainPicture('#00ff00'));
  for (let round = 0; round < 5; round += 1) await fetch(`${server.url}/classify`, { method: 'POST', body });
  expect(server.logs.some((line) => '_aws' in line)).toBe(false);
  expect(await server.stop()).toBe(0);
  const documents = server.logs.filter((line) => '_aws' in line) as unknown as EmbeddedDocument[];
  expect(documents.flatMap(brokenRules)).toEqual([]);
  expect(find(documents, 'service')).toMatchObject({
    service: 'shop',
    worker: 'w1',
    Requests: 5,
    Failures: 0,
  });
  expect(find(documents, 'service,model', 'tiny')).toMatchObject({ Requests: 5, Confidence: { Count: 5 } });
  const stages = documents.filter((document) => dimensionsOf(document) === 'service,stage').map(({ stage }) => stage);
  expect(stages.sort()).toEqual(['answer', 'decode', 'infer', 'preprocess', 'queue', 'read']);
});

test('no log level keeps metrics back', async () => {
  const lines: string[] = [];
  const telemetry = startTelemetry({
    settings: fromEnvironment({ IMAGE_CLASSIFIER_CLOUDWATCH_SECONDS: '1' }),
    log: createLogger('silent', { write: (line) => lines.push(line) }),
    version: '1.2.3',
    gauges,
    open: () => [],
  });
  for (let tries = 0; tries < 100 && lines.length === 0; tries += 1) await new Promise((go) => setTimeout(go, 50));
  await telemetry.stop();
  expect(lines.length).toBeGreaterThan(0);
  expect(JSON.parse(lines[0])).toMatchObject({ service: 'image-classifier', serverVersion: '1.2.3', Ready: 1 });
});
