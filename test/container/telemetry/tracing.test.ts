import { plainPicture } from '../pictures';
import { type ServerProcess, startTinyServer } from '../server-process';
import { attributesOf, type Collector, type ReceivedSpan, startCollector } from './collector';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const parentId = 'b7ad6b7169203331';
const headers = { traceparent: `00-${traceId}-${parentId}-01`, tracestate: 'vendor=x' };

let collector: Collector;
let server: ServerProcess;
let green: Uint8Array<ArrayBuffer>;
let before: number;
let after: number;

beforeAll(async () => {
  collector = await startCollector();
  server = await startTinyServer(
    {},
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=shop%20one,x-key=abc',
      OTEL_SERVICE_NAME: 'shop-classifier',
    },
  );
  green = new Uint8Array(await plainPicture('#00ff00', 'jpeg'));
  before = Date.now();
  const post = (path: string, body: BodyInit, more: Record<string, string> = {}) =>
    fetch(server.url + path, { method: 'POST', body, headers: more });
  await post('/classify', green, { ...headers, 'X-Request-Id': 'traced' });
  await post('/classify', green, {
    'X-Amzn-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793',
    'X-Request-Id': 'amazon',
  });
  await post('/classify', green, { 'X-Request-Id': 'alone' });
  await post('/classify', green, { traceparent: headers.traceparent.replace(/01$/, '00'), 'X-Request-Id': 'unwanted' });
  await post('/classify', Buffer.from('no picture'), { 'X-Request-Id': 'failed' });
  after = Date.now();
  expect(await server.stop()).toBe(0);
  await collector.stop();
});

const idOf = (span: ReceivedSpan) => attributesOf(span)['image_classifier.request_id'];
const rootOf = (id: string) => collector.spans.find((span) => idOf(span) === id) as ReceivedSpan;
const childrenOf = (root: ReceivedSpan) => collector.spans.filter((span) => span.parentSpanId === root.spanId);
const milliseconds = (nanoseconds: string) => Number(BigInt(nanoseconds) / 1000n) / 1000;

test('the span of a request continues its caller, and says what was asked and answered', () => {
  const root = rootOf('traced');
  expect(root).toMatchObject({
    traceId,
    parentSpanId: parentId,
    traceState: 'vendor=x',
    kind: 2,
    name: 'POST /classify',
  });
  expect(attributesOf(root)).toMatchObject({
    'http.request.method': 'POST',
    'url.path': '/classify',
    'http.route': '/classify',
    'http.response.status_code': '200',
    'image_classifier.model': 'tiny',
    'image_classifier.version': '1',
    'image_classifier.label': 'green',
  });
});

test('every stage is a span inside the request, in the order in which it happens', () => {
  const root = rootOf('traced');
  const stages = childrenOf(root);
  expect(stages.map(({ name }) => name).sort()).toEqual(['decode', 'infer', 'preprocess', 'queue', 'read']);
  const order = ['read', 'queue', 'decode', 'preprocess', 'infer'].map(
    (name) => stages.find((stage) => stage.name === name) as ReceivedSpan,
  );
  // Clocks of two processes are compared here: a tenth of a millisecond is their rounding.
  const slack = 0.1;
  let last = milliseconds(root.startTimeUnixNano) - slack;
  for (const { startTimeUnixNano, endTimeUnixNano, kind, traceId: id } of order) {
    expect([kind, id]).toEqual([1, traceId]);
    expect(milliseconds(startTimeUnixNano)).toBeGreaterThanOrEqual(last - slack);
    expect(milliseconds(endTimeUnixNano)).toBeGreaterThanOrEqual(milliseconds(startTimeUnixNano));
    last = milliseconds(endTimeUnixNano);
  }
  expect(last).toBeLessThanOrEqual(milliseconds(root.endTimeUnixNano) + slack);
  expect(milliseconds(root.startTimeUnixNano)).toBeGreaterThan(before - 100);
  expect(milliseconds(root.endTimeUnixNano)).toBeLessThan(after + 100);
});

test('a trace of AWS is continued; without a caller a new one begins; ids are never used twice', () => {
  expect(rootOf('amazon').traceId).toBe('5759e988bd862e3fe1be46a994272793');
  expect(rootOf('alone').traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(rootOf('alone')).not.toHaveProperty('parentSpanId');
  const ids = collector.spans.map(({ spanId }) => spanId);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a caller who does not want its trace gets no span, but the trace id in the log all the same', async () => {
  expect(rootOf('unwanted')).toBeUndefined();
  expect(await server.logged(({ requestId }) => requestId === 'unwanted')).toMatchObject({ traceId, model: 'tiny' });
});

test('a failure is named by its id', () => {
  expect(attributesOf(rootOf('failed'))).toMatchObject({
    'error.type': 'image-unsupported',
    'http.response.status_code': '415',
  });
});

test('the collector is told who sends, with the headers that were asked for, at its standard path', () => {
  expect(collector.resource()).toContainEqual({ key: 'service.name', value: { stringValue: 'shop-classifier' } });
  expect(collector.headers[0]).toMatchObject({
    ':path': '/v1/traces',
    ':method': 'POST',
    'content-type': 'application/json',
    'x-team': 'shop one',
    'x-key': 'abc',
  });
});
