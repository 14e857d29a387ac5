import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { RouteName } from '../../../lib/contracts/http-api';
import type { Settings } from '../../../lib/contracts/settings';
import { listeners } from '../access/admin-port';
import { admission, grpcAdmission } from '../access/admission';
import { Gate } from '../access/gate';
import { openKeys } from '../access/key-source';
import type { Network } from '../access/network';
import { openFetcher } from '../access/picture-fetcher';
import { ByteBudget } from '../http-server/body/request-body';
import { ClassifyRoute, namedIn } from '../http-server/classify-route';
import { Health } from '../http-server/health';
import { type Handler, HttpServer } from '../http-server/http-server';
import { openApi } from '../http-server/openapi';
import { PageFiles } from '../http-server/page-files';
import { json } from '../http-server/reply';
import type { Engine } from '../inference/engine';
import { memoryBudget } from '../inference/resources';
import { createModelHost } from '../model-host/create-model-host';
import { written } from '../models/image-graph';
import { describedBy } from '../models/provenance';
import { InferRoute } from '../protocols/open-inference/http/infer-route';
import { openInferenceHandlers } from '../protocols/open-inference/http/open-inference-handlers';
import { InferenceService } from '../protocols/open-inference/inference-service';
import { PictureStreams } from '../protocols/sagemaker/picture-streams';
import { sagemakerHandlers } from '../protocols/sagemaker/sagemaker-handlers';
import { IdleCollection } from '../telemetry/idle-collection';
import type { Logger } from '../telemetry/logger';
import { modelGauges } from '../telemetry/metrics/model-gauges';
import { startTelemetry } from '../telemetry/telemetry';

export interface ServeOptions {
  readonly settings: Settings;
  /** An .onnx file or a folder that holds one. */
  readonly model: string;
  readonly log: Logger;
  /** The folder of the built files: `inference-process.js` and `page/`. */
  readonly root: string;
  readonly version: string;
  /** What inference processes find in their environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where pictures behind URLs are fetched from. @default - the internet */
  readonly network?: Network;
}

export interface RunningServer {
  readonly url: string;
  /** Finishes what was accepted, then ends every process. */
  stop(): Promise<void>;
}

/**
 * Starts the HTTP server; it answers probes at once and pictures as soon as the model is open.
 *
 * @throws StartFailure api-keys-invalid, port-taken or port-unusable, or why the model cannot be used
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { settings, model, log, root, version, environment, network } = options;
  const telemetry = startTelemetry({
    settings,
    log,
    version,
    gauges: { ...modelGauges(() => models.open), ready: () => Number(health.ready) },
    open: () => models.open.map(({ scheduler }) => scheduler),
  });
  const models = await createModelHost({
    settings,
    model,
    entry: join(root, 'inference-process.js'),
    environment,
    events: telemetry.events,
    loads: telemetry.loads,
    log,
  });
  const health = new Health(() => models.working);
  const budget = new ByteBudget(settings.maxWaitingBytes || defaultWaitingBytes());
  const page = new PageFiles(join(root, 'page'));
  const description = json(openApi(version, settings));
  const fetcher = openFetcher(settings, `image-classifier/${version}`, network);
  const classifyRoute = new ClassifyRoute({ models, budget, maxBytes: settings.maxBodyBytes, fetcher });
  const classify: Handler = (exchange, route) => classifyRoute.answer(exchange, route);
  const keys = await openKeys(settings, log);
  const { maxBodyBytes, logLevel } = settings;
  const service = new InferenceService({ models, serverVersion: version, maxBodyBytes });
  const inferRoute = new InferRoute({ service, budget, maxBytes: maxBodyBytes });
  const requestTimeoutMs = settings.requestTimeoutSeconds * 1000;
  const gate = keys && new Gate(keys.ring);
  const handlers: Record<RouteName, Handler> = {
    classify,
    classifyForm: classify,
    live: () => health.live(),
    ready: () => health.readiness(),
    model: ({ query }) => models.use(namedIn(query), async (engine) => json(describe(engine))),
    metrics: () => telemetry.scrape(),
    openapi: () => description,
    page: () => page.file('index.html'),
    pageFile: ({ path }) => page.file(path.slice('/page/'.length)),
    ...sagemakerHandlers({ settings, models, budget, health, inferRoute }),
    ...openInferenceHandlers({ service, inferRoute, health, logLevel }),
  };
  const front = {
    host: settings.host,
    keepAliveSeconds: settings.keepAliveSeconds,
    requestTimeoutMs,
    retryAfterSeconds: () => Math.max(1, ...models.open.map(({ scheduler }) => scheduler.retryAfterSeconds)),
    ...telemetry.hooks,
  };
  const { main, admin } = listeners(handlers, settings);
  const admit = gate && admission(gate);
  const streams = new PictureStreams({
    models,
    budget,
    maxBytes: maxBodyBytes,
    requestTimeoutMs,
    usualForm: settings.invocationsAccept,
    onAnswered: telemetry.hooks.onAnswered,
    admit: gate && ((headers, audience) => gate.admit(headers, audience)),
  });
  const upgrade = { wants: PictureStreams.wants, open: streams.open.bind(streams) };
  const http = new HttpServer({ ...front, ...main, admit, upgrade });
  const adminHttp = admin && new HttpServer({ ...front, ...admin, admit });
  const { grpcPort } = settings;
  // HTTP/2 takes five megabytes and some of the start: only who asks for it pays.
  const over = grpcPort === undefined ? undefined : await import('../protocols/open-inference/grpc/inference-server');
  const grpc = over?.inferenceServer({
    ...front,
    port: grpcPort ?? 0,
    maxBytes: maxBodyBytes,
    budget,
    service,
    health,
    logLevel,
    admit: grpcAdmission(gate, settings),
  });
  const url = await http.listen();
  const adminUrl = await adminHttp?.listen();
  const grpcAddress = await grpc?.listen();
  log.info({ url, adminUrl, grpcAddress }, 'listening');
  await models.start();
  health.loaded();
  for (const engine of models.open) log.info({ ...summary(engine), ...engine.preparation }, 'model');
  log.info({ models: models.list().length, processes: processesOf(models.open), url, adminUrl, grpcAddress }, 'ready');

  const idle = new IdleCollection(() =>
    models.open.some(({ scheduler }) => scheduler.waiting + scheduler.inFlight > 0),
  );
  const stop = async () => {
    idle.stop();
    health.drain();
    await pause(settings.readinessGraceSeconds * 1000);
    const drainMs = settings.drainSeconds * 1000;
    await Promise.all([http.drain(drainMs), streams.drain(drainMs), adminHttp?.drain(drainMs), grpc?.drain(drainMs)]);
    await models.stop();
    await telemetry.stop();
    keys?.stop();
  };
  return { url, stop };
}

function describe({ description: { manifest, provenance, doubts, input, output } }: Engine) {
  return { ...manifest, input, output, provenance, doubts };
}

/** What a log line has room for: a model may have thousands of labels. */
function summary({ description: { file, manifest, provenance, doubts, input, output } }: Engine) {
  const { name, version, task, labels } = manifest;
  const tensors = { input: written(input), output: written(output) };
  return { name, version, task, file, labels: labels.length, ...tensors, describedBy: describedBy(provenance), doubts };
}

function processesOf(engines: readonly Engine[]): number {
  return engines.reduce((sum, { processes }) => sum + processes, 0);
}

/** Bodies may take an eighth of the memory, at most 128 MiB: a longer line would only wait longer. */
function defaultWaitingBytes(): number {
  return Math.min(128 * 1_048_576, Math.floor(memoryBudget() / 8));
}
