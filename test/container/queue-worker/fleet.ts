import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '../../../container/node_modules/@aws-sdk/client-s3';
import { SendMessageBatchCommand } from '../../../container/node_modules/@aws-sdk/client-sqs';
import { CloudProcess } from '../../local/cloud-process';
import { until } from '../../until';
import { type TinyModelOptions, writeTinyModel } from '../tiny-model';

const built = join(__dirname, '../../../container/dist/main.js');

/** What a queue does that promises no order, and every message at least once. */
interface Irregular {
  /** How often the message of a picture comes. */
  readonly copies?: (key: string) => number;
  /** How many seconds later than it was sent. */
  readonly late?: (key: string) => number;
}

export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly logs: Record<string, unknown>[];
  /** The exit code, or the signal that ended it. */
  readonly exited: Promise<number | string | null>;
}

/** Fleets of a file of tests share one cloud: each has queues and a bucket of results of its own. */
let shared: Promise<CloudProcess> | undefined;
let sharers = 0;
// A benchmark is no file of tests; its cloud ends with it.
if (process.env.JEST_WORKER_ID) afterAll(async () => (await shared)?.stop());

/** Buckets, queues and real workers, as the construct lays them out. */
export class Fleet {
  private readonly workers: WorkerProcess[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'fleet-'));
  // The temporary folder of a run of the tests goes with it.
  private readonly cache = join(process.env.JEST_WORKER_ID ? tmpdir() : this.folder, 'optimised');

  private constructor(
    readonly cloud: CloudProcess,
    readonly queues: { jobs: string; dead: string; results: string; status: string },
    private readonly bucket: string,
    private readonly alone: boolean,
    private readonly settings: Record<string, string>,
  ) {}

  /** @param origin the page that may upload from a browser, into a cloud of this fleet alone */
  static async start(
    model: TinyModelOptions = {},
    settings: Record<string, string> = {},
    origin?: string,
  ): Promise<Fleet> {
    const alone = origin !== undefined;
    if (!alone) shared ??= CloudProcess.start();
    const cloud = await (alone ? CloudProcess.start(origin) : shared!);
    const number = alone ? 1 : ++sharers;
    const own = (name: string) => (number === 1 ? name : `${name}-${number}`);
    if (number === 1) await cloud.bucket('pictures');
    const bucket = own('results');
    await cloud.bucket(bucket);
    const visibility = settings.IMAGE_CLASSIFIER_VISIBILITY_SECONDS ?? '10';
    const dead = await cloud.queue(own('dead'));
    const { QueueArn } = await cloud.attributes(dead);
    const jobs = await cloud.queue(own('jobs'), {
      VisibilityTimeout: visibility,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount: 3 }),
    });
    const results = await cloud.queue(own('results'));
    const status = await cloud.queue(own('status'));
    const fleet = new Fleet(cloud, { jobs, dead, results, status }, bucket, alone, settings);
    writeTinyModel(fleet.folder, model);
    return fleet;
  }

  /**
   * Starts a worker; returns when it takes messages.
   *
   * @param program another build of the container
   */
  async worker(settings: Record<string, string> = {}, program = built): Promise<WorkerProcess> {
    const { jobs, results, status } = this.queues;
    const child = spawn(process.execPath, [program, 'work'], {
      env: {
        ...process.env,
        ...this.cloud.environment,
        IMAGE_CLASSIFIER_HOST: '127.0.0.1',
        IMAGE_CLASSIFIER_PORT: '0',
        IMAGE_CLASSIFIER_MODEL: this.folder,
        IMAGE_CLASSIFIER_CACHE_DIRECTORY: this.cache,
        IMAGE_CLASSIFIER_PROCESSES: '1',
        IMAGE_CLASSIFIER_JOB_QUEUE_URL: jobs,
        IMAGE_CLASSIFIER_RESULT_QUEUE_URL: results,
        IMAGE_CLASSIFIER_STATUS_QUEUE_URL: status,
        IMAGE_CLASSIFIER_RESULT_BUCKET: this.bucket,
        IMAGE_CLASSIFIER_VISIBILITY_SECONDS: '10',
        IMAGE_CLASSIFIER_POLL_SECONDS: '1',
        ...this.settings,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const logs: Record<string, unknown>[] = [];
    const exited = new Promise<number | string | null>((resolve) =>
      child.once('exit', (code, signal) => resolve(signal ?? code)),
    );
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const entry = JSON.parse(line);
        logs.push(entry);
        if (entry.msg === 'working') resolve();
      });
      void exited.then((code) => reject(new Error(`the worker ended with ${code} before it worked`)));
    });
    const worker = { child, logs, exited };
    this.workers.push(worker);
    return worker;
  }

  /** Uploads pictures, and sends their jobs: each once, or as often as `copies` says. */
  async submit(
    pictures: ReadonlyMap<string, Uint8Array>,
    { copies = () => 1, late = () => 0 }: Irregular = {},
  ): Promise<void> {
    await this.upload(pictures);
    const keys = [...pictures.keys()];
    for (const delay of new Set(keys.map(late))) {
      const together = keys.filter((key) => late(key) === delay);
      await this.send(
        together.flatMap((key) => Array(copies(key)).fill(eventOf(key))),
        delay,
      );
    }
  }

  async upload(pictures: ReadonlyMap<string, Uint8Array>): Promise<void> {
    await inParallel([...pictures], 16, async ([Key, Body]) => {
      await this.cloud.s3.send(new PutObjectCommand({ Bucket: 'pictures', Key, Body }));
    });
  }

  async send(bodies: readonly string[], DelaySeconds = 0): Promise<void> {
    const batches = Array.from({ length: Math.ceil(bodies.length / 10) }, (_, place) =>
      bodies.slice(place * 10, place * 10 + 10),
    );
    await inParallel(batches, 8, async (batch) => {
      const Entries = batch.map((MessageBody, place) => ({ Id: String(place), MessageBody, DelaySeconds }));
      await this.cloud.sqs.send(new SendMessageBatchCommand({ QueueUrl: this.queues.jobs, Entries }));
    });
  }

  /** Waits until a worker has a job in work. */
  atWork(): Promise<void> {
    return until(async () => {
      const { ApproximateNumberOfMessagesNotVisible } = await this.cloud.attributes(this.queues.jobs);
      return Number(ApproximateNumberOfMessagesNotVisible) > 0;
    });
  }

  /** Waits until no job is waiting, late or in work. */
  drained(seconds = 100): Promise<void> {
    return until(async () => {
      const { ApproximateNumberOfMessagesDelayed: late } = await this.cloud.attributes(this.queues.jobs);
      return Number(late) === 0 && (await this.cloud.waiting(this.queues.jobs)) === 0;
    }, seconds);
  }

  /** The keys of the results so far, without the names of the workers. */
  async done(): Promise<string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.cloud.s3.send(
        new ListObjectsV2Command({ Bucket: this.bucket, ...(token === undefined ? {} : { ContinuationToken: token }) }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return keys.filter((key) => !key.startsWith('workers/'));
  }

  /** Result objects by key. */
  async results(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    await inParallel(await this.done(), 16, async (Key) => {
      const { Body } = await this.cloud.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key }));
      found.set(Key, (await Body?.transformToString()) ?? '');
    });
    return found;
  }

  async metadata(Key: string): Promise<Record<string, string>> {
    return (await this.cloud.s3.send(new HeadObjectCommand({ Bucket: this.bucket, Key }))).Metadata ?? {};
  }

  async stop(): Promise<void> {
    for (const { child } of this.workers) child.kill('SIGKILL');
    await Promise.all(this.workers.map(({ exited }) => exited));
    if (this.alone) await this.cloud.stop();
    else await this.cloud.faults({});
  }
}

/** A message as S3 sends it. */
export function eventOf(key: string): string {
  const written = encodeURIComponent(key).replaceAll('%20', '+');
  const s3 = { bucket: { name: 'pictures' }, object: { key: written } };
  return JSON.stringify({ Records: [{ eventVersion: '2.6', eventName: 'ObjectCreated:Put', s3 }] });
}

async function inParallel<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < items.length) await work(items[next++]);
    }),
  );
}
