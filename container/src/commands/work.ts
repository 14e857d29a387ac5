import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../../lib/contracts/settings';
import { settings as table } from '../../../lib/contracts/settings';
import { StartFailure } from '../../../lib/contracts/start-failures';
import { leasePrefix } from '../../../lib/contracts/worker-lease';
import { SignedClient } from '../aws/signed-client';
import { Health } from '../http-server/health';
import { HttpServer } from '../http-server/http-server';
import { type Engine, startEngine } from '../inference/engine';
import { QueueClient } from '../job-queue/queue-client';
import { SqsQueue } from '../job-queue/sqs';
import { ObjectClient } from '../object-store/object-client';
import { ObjectPlaces } from '../object-store/object-places';
import { PictureStore } from '../object-store/picture-store';
import { ResultStore } from '../object-store/result-store';
import { JobRun } from '../queue-worker/job-run';
import { QueueWorker } from '../queue-worker/queue-worker';
import { Slots } from '../queue-worker/slots';
import { StatusFeed } from '../queue-worker/status-feed';
import { TaskProtection } from '../queue-worker/task-protection';
import { WorkerName } from '../queue-worker/worker-name';
import type { Logger } from '../telemetry/logger';
import { modelGauges } from '../telemetry/metrics/model-gauges';
import { startTelemetry } from '../telemetry/telemetry';
import { workerEvents } from '../telemetry/worker-events';

export interface WorkOptions {
  readonly settings: Settings;
  /** An .onnx file or a folder that holds one. */
  readonly model: string;
  readonly log: Logger;
  /** The folder of the built files. */
  readonly root: string;
  readonly version: string;
  /** What inference processes find in their environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where Amazon ECS takes requests for task protection (ECS_AGENT_URI). */
  readonly ecsAgent: string | undefined;
}

/** Messages are never turned away once they are received: the queue is the line. */
const patient = { maxWaiting: 1000, queueTargetMs: 3_600_000 };
/** Work held for longer than this is protected from scale-in: about half of the longest stop timeout of Fargate. */
const longWorkSeconds = 60;

/**
 * `image-classifier work`: takes pictures from a queue until it is told to stop.
 *
 * @throws StartFailure settings-invalid, port-taken, port-unusable, or why the model cannot be used
 */
export async function work(options: WorkOptions): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { model, log, root, version, environment, ecsAgent } = options;
  const settings = { ...options.settings, ...patient };
  const { jobQueueUrl, resultBucket, resultQueueUrl } = placesOf(settings);
  let engine: Engine | undefined;
  let worker: QueueWorker | undefined;
  const s3 = new S3Client({ maxAttempts: 5 });
  const signed = new SignedClient(s3.config.credentials);
  const objects = new ObjectClient(signed, new ObjectPlaces(s3.config.credentials));
  const sqs = new QueueClient();
  const health = new Health(() => (engine?.pool.ready ?? 0) > 0 && (worker?.healthy ?? true));
  const telemetry = startTelemetry({
    settings,
    log,
    version,
    gauges: { ...modelGauges(() => (engine ? [engine] : [])), ready: () => Number(health.ready) },
    open: () => (engine ? [engine.scheduler] : []),
  });
  const http = new HttpServer({
    host: settings.host,
    port: settings.port,
    keepAliveSeconds: settings.keepAliveSeconds,
    requestTimeoutMs: settings.requestTimeoutSeconds * 1000,
    retryAfterSeconds: () => 1,
    ...telemetry.hooks,
    handlers: {
      ping: () => health.ping(),
      live: () => health.live(),
      ready: () => health.readiness(),
      metrics: () => telemetry.scrape(),
    },
  });
  const url = await http.listen();
  const entry = join(root, 'inference-process.js');
  // The queue counts the tries: a picture that kills its process comes back by itself, and then alone.
  engine = await startEngine({ settings, model, entry, environment, events: telemetry.events, maxAttempts: 1 });
  const { pool, classifier, processes } = engine;
  const lease = await nameOf(settings, s3, resultBucket, log);
  const statusOutbox = settings.statusQueueUrl === undefined ? undefined : new SqsQueue(sqs, settings.statusQueueUrl);
  const status = statusOutbox && new StatusFeed(statusOutbox, (lost) => log.debug({ lost }, 'status events dropped'));
  const events = workerEvents({
    worker: lease.name,
    log: log.child({ worker: lease.name }),
    metrics: telemetry.metrics,
    tell: (event) => status?.tell(event),
  });
  const batch = Math.min(settings.maxBatch, engine.preparation.batch);
  const slots = settings.slots > 0 ? Slots.fixed(settings.slots) : Slots.learning(processes, batch);
  const run = new JobRun({
    classifier,
    pictures: new PictureStore(objects, settings.maxBodyBytes),
    results: new ResultStore(objects, s3, resultBucket),
    outbox: new SqsQueue(sqs, resultQueueUrl, () => worker?.nearlyDone ?? 0),
    format: settings.resultFormat,
    prefix: settings.resultPrefix,
    worker: lease.name,
    maxTries: settings.maxTries,
    onTrouble: events.trouble,
  });
  const queueWorker = new QueueWorker({
    queue: new SqsQueue(sqs, jobQueueUrl),
    run,
    slots,
    visibilitySeconds: settings.visibilitySeconds,
    limitSeconds: settings.jobTimeoutSeconds,
    pollSeconds: settings.pollSeconds,
    ready: () => pool.ready > 0,
    events,
  });
  worker = queueWorker;
  const protection =
    ecsAgent === undefined
      ? undefined
      : new TaskProtection(ecsAgent, queueWorker, longWorkSeconds, (error) => events.trouble('protect', error));
  health.loaded();
  queueWorker.start();
  log.info({ worker: lease.name, slots: slots.count, processes, model: engine.name, url }, 'working');

  const stop = async () => {
    health.drain();
    await queueWorker.stop(settings.drainSeconds * 1000);
    await protection?.stop();
    await status?.stop();
    await lease.release();
    await http.drain(1000);
    await pool.stop();
    await telemetry.stop();
    signed.close();
    s3.destroy();
    sqs.close();
  };
  return { url, stop };
}

function placesOf({ jobQueueUrl, resultBucket, resultQueueUrl }: Settings) {
  if (jobQueueUrl && resultBucket && resultQueueUrl) return { jobQueueUrl, resultBucket, resultQueueUrl };
  const missing = Object.entries({ jobQueueUrl, resultBucket, resultQueueUrl })
    .filter(([, value]) => value === undefined)
    .map(([name]) => table[name as 'jobQueueUrl'].variable);
  throw new StartFailure('settings-invalid', `A worker needs ${missing.join(', ')}.`);
}

async function nameOf(
  { worker, workerStem }: Settings,
  client: S3Client,
  bucket: string,
  log: Logger,
): Promise<Pick<WorkerName, 'name' | 'release'>> {
  if (worker !== undefined) return { name: worker, release: async () => {} };
  const onTrouble = (error: Error) => log.warn({ reason: error.message }, 'the name of this worker is not leased');
  return await WorkerName.take({ client, bucket, prefix: leasePrefix, stem: workerStem, most: 1000, onTrouble });
}
