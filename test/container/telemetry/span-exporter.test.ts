import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { SpanExporter } from '../../../container/src/telemetry/tracing/span-exporter';
import { until } from '../../until';
import { plainPicture } from '../pictures';
import { startTinyServer } from '../server-process';
import { startCollector } from './collector';

const span = { traceId: '1', spanId: '2' };
const encode = (spans: readonly object[]) =>
  JSON.stringify({ resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans }] }] });

function exporterTo(url: string, timeoutMs = 1000) {
  const dropped: Record<string, number> = { full: 0, failed: 0 };
  const exporter = new SpanExporter({
    endpoint: new URL(url),
    headers: {},
    encode,
    delayMs: 5,
    timeoutMs,
    onDropped: (reason, spans) => {
      dropped[reason] += spans;
    },
  });
  return { exporter, dropped };
}

/** Somebody who takes a connection and then says nothing. */
async function silence(): Promise<{ url: string; server: Server; connections: () => number }> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server, connections: () => count };
}

test('spans travel together, and what waits at the end is still sent', async () => {
  const collector = await startCollector();
  const { exporter, dropped } = exporterTo(collector.url);
  for (let round = 0; round < 700; round += 1) exporter.add([span, span]);
  await exporter.stop(2000);
  await collector.stop();
  expect(collector.spans).toHaveLength(1400);
  expect(collector.headers).toHaveLength(3);
  expect(dropped).toEqual({ full: 0, failed: 0 });
});

test.each([
  ['refuses', 500, '{}', 3],
  ['keeps only some', 200, '{"partialSuccess":{"rejectedSpans":"2"}}', 2],
  ['answers nonsense, but well', 200, 'fine', 0],
])('a collector that %s: what it did not take is counted, and not sent again', async (_, status, body, lost) => {
  const collector = await startCollector({ status, body });
  const { exporter, dropped } = exporterTo(collector.url);
  exporter.add([span, span, span]);
  await exporter.stop(2000);
  await collector.stop();
  expect(dropped.failed).toBe(lost);
  expect(collector.headers).toHaveLength(1);
});

test('a collector that is not there loses spans and nothing else', async () => {
  const gone = await silence();
  await new Promise((resolve) => gone.server.close(resolve));
  const { exporter, dropped } = exporterTo(gone.url);
  exporter.add([span]);
  await exporter.stop(2000);
  expect(dropped).toEqual({ full: 0, failed: 1 });
});

test('a collector that hangs holds one connection and a bounded line; the rest is lost at once', async () => {
  const hanging = await silence();
  const { exporter, dropped } = exporterTo(hanging.url, 60_000);
  for (let round = 0; round < 10_000; round += 1) exporter.add([span]);
  const start = performance.now();
  await exporter.stop(200);
  expect(performance.now() - start).toBeLessThan(1500);
  expect(hanging.connections()).toBe(1);
  hanging.server.close();
  expect(dropped.full).toBe(10_000 - 2048 - 512);
  expect(dropped.failed).toBeGreaterThanOrEqual(2048);
});

test('an export that takes too long is given up', async () => {
  const hanging = await silence();
  const { exporter, dropped } = exporterTo(hanging.url, 50);
  exporter.add([span]);
  await exporter.stop(5000);
  hanging.server.close();
  expect(dropped).toEqual({ full: 0, failed: 1 });
});

test('a server whose collector is dead answers as ever, counts the loss, and stops in time', async () => {
  const gone = await silence();
  await new Promise((resolve) => gone.server.close(resolve));
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_TRACES_ENDPOINT: gone.url });
  const body = new Uint8Array(await plainPicture('#00ff00'));
  for (let round = 0; round < 100; round += 1) {
    expect((await fetch(`${server.url}/classify`, { method: 'POST', body })).status).toBe(200);
  }
  const dropped = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(/spans_dropped_total\{reason="failed"\} (\d+)/.exec(text)?.[1] ?? 0);
  };
  // 100 requests are 600 spans: the first 512 go at once.
  await until(async () => (await dropped()) >= 512);
  await server.logged(({ msg }) => msg === 'spans were lost');
  expect(server.logs.filter(({ msg }) => msg === 'spans were lost')).toHaveLength(1);
  const start = performance.now();
  expect(await server.stop()).toBe(0);
  expect(performance.now() - start).toBeLessThan(5000);
});

test('an endpoint that is no URL costs the traces, not the pictures', async () => {
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_TRACES_ENDPOINT: 'collector:4317' });
  expect(server.logs.some(({ level, msg }) => level === 'error' && String(msg).includes('nothing is traced'))).toBe(
    true,
  );
  expect((await fetch(`${server.url}/ping`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
});
