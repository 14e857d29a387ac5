import { join } from 'node:path';
import { Failure } from '../../../lib/contracts/failures';
import type { Settings } from '../../../lib/contracts/settings';
import { ClassifyRoute } from '../http-server/classify-route';
import { Health } from '../http-server/health';
import { type Handler, HttpServer } from '../http-server/http-server';
import { openApi } from '../http-server/openapi';
import { PageFiles } from '../http-server/page-files';
import { json } from '../http-server/reply';
import { ByteBudget } from '../http-server/request-body';
import { type Engine, startEngine } from '../inference/engine';
import { memoryBudget } from '../inference/resources';
import { accessLog } from '../telemetry/access-log';
import { engineEvents } from '../telemetry/engine-events';
import { EventLoopLag } from '../telemetry/event-loop-lag';
import type { Logger } from '../telemetry/logger';
import { MetricRegistry } from '../telemetry/metric-registry';

export interface ServeOptions {
  readonly settings: Settings;
  /** An .onnx file or a folder that holds one. */
  readonly model: string;
  readonly log: Logger;
  /** The folder of the built files: `inference-process.js` and `page/`. */
  readonly root: string;
  readonly version: string;
}

export interface RunningServer {
  readonly url: string;
  /** Finishes what was accepted, then ends every process. */
  stop(): Promise<void>;
}

/**
 * Starts the HTTP server; it answers probes at once and pictures as soon as the model is open.
 *
 * @throws StartFailure port-taken or port-unusable, or why the model cannot be used
 */
export async function serve({ settings, model, log, root, version }: ServeOptions): Promise<RunningServer> {
  let engine: Engine | undefined;
  const lag = new EventLoopLag();
  const metrics = new MetricRegistry({
    waiting: () => engine?.scheduler.waiting ?? 0,
    inFlight: () => engine?.scheduler.inFlight ?? 0,
    processes: () => engine?.pool.ready ?? 0,
    ready: () => Number(health.ready),
    eventLoopLag: () => lag.takeSeconds(),
  });
  const health = new Health(() => (engine?.pool.ready ?? 0) > 0);
  const budget = new ByteBudget(settings.maxWaitingBytes || defaultWaitingBytes());
  const page = new PageFiles(join(root, 'page'));
  const description = json(openApi(version));
  let classifyRoute: ClassifyRoute | undefined;
  const classify: Handler = (exchange, route) => {
    if (!classifyRoute) throw new Failure('model-not-ready');
    return classifyRoute.answer(exchange, route);
  };
  const http = new HttpServer({
    host: settings.host,
    port: settings.port,
    keepAliveSeconds: settings.keepAliveSeconds,
    requestTimeoutMs: settings.requestTimeoutSeconds * 1000,
    retryAfterSeconds: () => engine?.scheduler.retryAfterSeconds ?? 1,
    onAnswered: accessLog(log, metrics),
    handlers: {
      classify,
      classifyForm: classify,
      invocations: classify,
      ping: () => health.ping(),
      live: () => health.live(),
      ready: () => health.readiness(),
      model: () => {
        if (!engine) throw new Failure('model-not-ready');
        return json(describe(engine));
      },
      metrics: async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.text() }),
      openapi: () => description,
      page: () => page.file('index.html'),
      pageFile: ({ path }) => page.file(path.slice('/page/'.length)),
    },
  });
  const url = await http.listen();
  log.info({ url }, 'listening');
  engine = await startEngine({
    settings,
    model,
    entry: join(root, 'inference-process.js'),
    events: engineEvents(log, metrics),
  });
  const { classifier, scheduler, pool } = engine;
  classifyRoute = new ClassifyRoute({
    classifier,
    budget,
    maxBytes: settings.maxBodyBytes,
    full: () => scheduler.full,
  });
  health.loaded();
  log.info({ ...describe(engine), processes: engine.processes, ...engine.preparation, url }, 'ready');

  const stop = async () => {
    health.drain();
    await pause(settings.readinessGraceSeconds * 1000);
    await http.drain(settings.drainSeconds * 1000);
    await pool.stop();
    lag.stop();
  };
  return { url, stop };
}

function describe({ description: { manifest, provenance, input, output } }: Engine) {
  return { ...manifest, input, output, provenance };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Bodies may take an eighth of the memory, at most 128 MiB: a longer line would only wait longer. */
function defaultWaitingBytes(): number {
  return Math.min(128 * 1_048_576, Math.floor(memoryBudget() / 8));
}
