import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unpack } from './archive';
import { bodyOf, type ContainerServer } from './container-server';
import { type Answer, containerHeaders, type Invocation } from './invocation';
import type { Place } from './model-files';
import { modelError, notReady, validationError } from './runtime-error';

export interface ModelCacheOptions {
  readonly endpoint: string;
  readonly server: ContainerServer;
  /** Where archives are unpacked: what the container has as /opt/ml/models. */
  readonly folder: string;
  /** Whether models stay loaded between requests. */
  readonly cached: boolean;
  /** The archive of a target model. */
  readonly placeOf: (target: string) => Place;
  readonly bytes: (place: Place) => Promise<Buffer | undefined>;
}

interface Posted {
  readonly status: number;
  readonly message: string;
}

interface Loaded {
  readonly name: string;
  readonly ready: Promise<void>;
  /** Whether the container has it. */
  open: boolean;
  uses: number;
  usedAt: number;
}

/** How often and how long, in milliseconds, models were fetched, opened and put out. */
export interface CacheTimes extends Readonly<Record<Step, readonly number[]>> {
  readonly hits: number;
}
type Step = 'download' | 'unpack' | 'load' | 'unload';

/** Callers wait so long for a model; it goes on loading without them. */
const waitMs = 60_000;
/** Times are kept of so many. */
const mostTimes = 100_000;

/**
 * What the platform does in front of a container with many models: fetches a model when it is first asked for, loads it by
 * `POST /models`, and, when the container answers 507, unloads the one used longest ago.
 */
export class ModelCache {
  private readonly loaded = new Map<string, Loaded>();
  /** Models that are being put out, by name: their files go last. */
  private readonly leaving = new Map<string, Promise<void>>();
  private readonly times = { download: [], unpack: [], load: [], unload: [] } as Record<Step, number[]>;
  private hits = 0;
  private order = 0;
  private making: Promise<unknown> = Promise.resolve();
  private listeners: (() => void)[] = [];

  constructor(private readonly options: ModelCacheOptions) {}

  get size(): number {
    return this.loaded.size;
  }

  get taken(): CacheTimes {
    return { hits: this.hits, ...this.times };
  }

  has(target: string): boolean {
    return this.loaded.has(target);
  }

  /** @throws RuntimeError */
  async invoke(invocation: Invocation, target: string, signal: AbortSignal): Promise<Answer> {
    const model = this.model(target);
    model.uses += 1;
    try {
      await within(model.ready, target);
      model.usedAt = ++this.order;
      const path = `/models/${model.name}/invoke`;
      const headers = containerHeaders(invocation, { last: true });
      return await this.options.server.call({ method: 'POST', path, headers, body: invocation.body, signal });
    } finally {
      model.uses -= 1;
      this.changed();
      if (!this.options.cached && model.uses === 0) await this.unload(target, model);
    }
  }

  private model(target: string): Loaded {
    const known = this.loaded.get(target);
    if (known) {
      this.hits += 1;
      return known;
    }
    const name = createHash('sha256').update(target).digest('hex').slice(0, 32);
    const model: Loaded = { name, ready: this.load(target, name), open: false, uses: 0, usedAt: ++this.order };
    this.loaded.set(target, model);
    model.ready.then(
      () => {
        model.open = true;
      },
      () => this.loaded.get(target) === model && this.loaded.delete(target),
    );
    return model;
  }

  private async load(target: string, name: string): Promise<void> {
    const folder = join(this.options.folder, name, 'model');
    // It may be asked for again while it leaves.
    await this.leaving.get(name)?.catch(() => undefined);
    await this.fetch(target, folder);
    const first = await this.post(name, folder);
    const answer = first.status === 507 ? await this.postWithRoom(target, name, folder) : first;
    this.changed();
    // 409: it is loaded already.
    if (answer.status === 200 || answer.status === 409) return;
    await rm(join(this.options.folder, name), { recursive: true, force: true });
    const { endpoint, server } = this.options;
    throw modelError({ endpoint, container: server.name, ...answer });
  }

  private async post(name: string, url: string): Promise<Posted> {
    const body = Buffer.from(JSON.stringify({ model_name: name, url }));
    const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
    const began = performance.now();
    const answer = await this.options.server.call({ method: 'POST', path: '/models', headers, body });
    const message = String(await bodyOf(answer));
    if (answer.status === 200) this.took('load', began);
    return { status: answer.status, message };
  }

  /** Puts others out until it fits; one at a time, so that two do not wait for each other's room. */
  private postWithRoom(target: string, name: string, url: string): Promise<Posted> {
    const end = Date.now() + waitMs;
    const making = this.making.then(async () => {
      for (;;) {
        const victim = this.leastRecent(target);
        if (victim) await this.unload(...victim);
        else if (!this.others(target) || Date.now() > end) return await this.post(name, url);
        else await this.change();
        const posted = await this.post(name, url);
        if (posted.status !== 507) return posted;
      }
    });
    this.making = making.catch(() => undefined);
    return making;
  }

  /** Whether any other model is loaded that may leave once nobody uses it any more. */
  private others(target: string): boolean {
    return [...this.loaded].some(([name, { open }]) => name !== target && open);
  }

  private async fetch(target: string, folder: string): Promise<void> {
    const place = this.options.placeOf(target);
    const began = performance.now();
    const archive = await this.options.bytes(place);
    if (!archive) {
      const { bucket, key } = place;
      throw validationError(
        `Failed to download model data(bucket: ${bucket}, key: ${key}). Please ensure that there is an object located at ` +
          'the URL and that the role passed to CreateModel has permissions to download the model.',
        'MODEL_DATA_NOT_FOUND',
      );
    }
    this.took('download', began);
    const unpacking = performance.now();
    try {
      await unpack(archive, folder);
    } catch (error) {
      throw validationError(`Failed to extract model data of ${place.key}: ${(error as Error).message}.`);
    }
    this.took('unpack', unpacking);
  }

  /** The one used longest ago that nobody uses now. */
  private leastRecent(except: string): [string, Loaded] | undefined {
    const idle = [...this.loaded].filter(([target, { uses, open }]) => target !== except && uses === 0 && open);
    return idle.sort(([, one], [, other]) => one.usedAt - other.usedAt)[0];
  }

  private unload(target: string, { name }: Loaded): Promise<void> {
    this.loaded.delete(target);
    const left = this.putOut(name).finally(() => this.leaving.delete(name));
    this.leaving.set(name, left);
    return left;
  }

  private async putOut(name: string): Promise<void> {
    const began = performance.now();
    const answer = await this.options.server.call({ method: 'DELETE', path: `/models/${name}` });
    await bodyOf(answer);
    this.took('unload', began);
    await rm(join(this.options.folder, name), { recursive: true, force: true });
  }

  /** Resolves when a request ended, or a model was loaded. */
  private change(): Promise<void> {
    return new Promise((resolve) => this.listeners.push(resolve));
  }

  private changed(): void {
    for (const listener of this.listeners.splice(0)) listener();
  }

  private took(what: Step, began: number): void {
    const times = this.times[what];
    if (times.length < mostTimes) times.push(performance.now() - began);
  }
}

async function within(loading: Promise<void>, target: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(notReady(`The model ${target} is still being loaded. Try again.`)), waitMs);
  });
  try {
    await Promise.race([loading, late]);
  } finally {
    clearTimeout(timer);
  }
}
