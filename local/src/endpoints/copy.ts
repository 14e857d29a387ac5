import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HostedContainer, HostedModel } from '../assembly/endpoint-model';
import { bodyOf, ContainerServer } from './container-server';
import { type Answer, containerHeaders, customAttributesHeader, type Invocation } from './invocation';
import { ModelCache } from './model-cache';
import type { ModelFiles } from './model-files';
import { modelError, validationError } from './runtime-error';
import { freePort, type ServerLaunchOptions, serverLaunch } from './server-launch';

export interface CopyOptions {
  readonly endpoint: string;
  readonly hosted: HostedModel;
  readonly startSeconds: number;
  readonly launch: ServerLaunchOptions;
  readonly files: ModelFiles;
  /** A folder of its own, which goes with it. */
  readonly folder: string;
  readonly onLine: (line: string) => void;
}

/** One copy of a model: the servers of its containers, on one instance. */
export class Copy {
  /** Requests that it works on. */
  busy = 0;
  stopping = false;
  readonly startedAt = Date.now();
  /** Resolves when any of its servers is gone, or none could be started. */
  readonly ended: Promise<void>;
  /** Resolves when all of its servers answer. */
  readonly ready: Promise<void>;
  private readonly servers: ContainerServer[] = [];
  private readonly caches = new Map<string, ModelCache>();
  isReady = false;

  constructor(private readonly options: CopyOptions) {
    const started = this.start();
    this.ready = started.then(async () => {
      await Promise.all(this.servers.map(({ ready }) => ready));
      this.isReady = true;
    });
    this.ready.catch(() => {});
    this.ended = this.watch(started);
  }

  /** Models that its container has loaded. */
  get models(): number {
    return [...this.caches.values()].reduce((sum, { size }) => sum + size, 0);
  }

  get cache(): ModelCache | undefined {
    return this.caches.values().next().value;
  }

  /** The ids of the processes of its servers. */
  get processes(): number[] {
    return this.servers.flatMap(({ pid }) => pid ?? []);
  }

  hasModel(target: string): boolean {
    return [...this.caches.values()].some((cache) => cache.has(target));
  }

  /** @throws RuntimeError, or the reason of `signal` */
  async invoke(invocation: Invocation, signal: AbortSignal): Promise<Answer> {
    this.busy += 1;
    try {
      const answer = await this.route(invocation, signal);
      answer.body.once('close', () => this.release());
      return answer;
    } catch (error) {
      this.release();
      throw error;
    }
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.servers.map((server) => server.stop()));
    rmSync(this.options.folder, { recursive: true, force: true });
  }

  kill(): void {
    this.stopping = true;
    for (const server of this.servers) server.kill();
    rmSync(this.options.folder, { recursive: true, force: true });
  }

  private async watch(started: Promise<void>): Promise<void> {
    const forever = () => new Promise<never>(() => {});
    try {
      await started;
      await Promise.race([...this.servers.map(({ exited }) => exited), this.ready.then(forever)]);
    } catch {
      // It could not be started; whoever waits for `ready` is told why.
    }
  }

  private release(): void {
    this.busy -= 1;
  }

  private async route(invocation: Invocation, signal: AbortSignal): Promise<Answer> {
    const { endpoint, hosted } = this.options;
    const { targetContainer } = invocation;
    if (hosted.execution === 'Direct') {
      const server = this.servers.find(({ name }) => name === targetContainer);
      if (!server) throw validationError(`There is no container ${targetContainer} at the endpoint ${endpoint}.`);
      return await this.ask(server, invocation, signal);
    }
    let passed = invocation;
    for (const server of this.servers.slice(0, -1)) {
      const answer = await this.ask(server, passed, signal, { last: false });
      if (answer.status >= 300) return answer;
      const attributes = answer.headers[customAttributesHeader];
      passed = {
        ...passed,
        body: await bodyOf(answer),
        contentType: answer.headers['content-type'],
        ...(attributes !== undefined && { customAttributes: String(attributes) }),
      };
    }
    return await this.ask(this.servers[this.servers.length - 1], passed, signal);
  }

  private async ask(
    server: ContainerServer,
    invocation: Invocation,
    signal: AbortSignal,
    { last } = { last: true },
  ): Promise<Answer> {
    const cache = this.caches.get(server.name);
    const { targetModel, body } = invocation;
    try {
      if (cache && targetModel !== undefined) return await cache.invoke(invocation, targetModel, signal);
      const headers = containerHeaders(invocation, { last });
      return await server.call({ method: 'POST', path: '/invocations', headers, body, signal });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (signal.aborted || (code !== 'ECONNRESET' && code !== 'ECONNREFUSED' && code !== 'EPIPE')) throw error;
      const message = 'The container closed the connection before it answered.';
      throw modelError({ endpoint: this.options.endpoint, container: server.name, status: 0, message });
    }
  }

  private async start(): Promise<void> {
    const { hosted, folder } = this.options;
    mkdirSync(folder, { recursive: true });
    for (const [place, container] of hosted.containers.entries()) {
      const server = await this.serve(container, join(folder, String(place)));
      this.servers.push(server);
      if (this.stopping) this.kill();
    }
  }

  private async serve(container: HostedContainer, folder: string): Promise<ContainerServer> {
    const { endpoint, startSeconds, launch, files, onLine, hosted } = this.options;
    const { data, many, name } = container;
    const models = join(folder, 'models');
    mkdirSync(models, { recursive: true });
    const port = await freePort();
    const model = data && !many ? await files.folderOf(data) : undefined;
    const cloud = hosted.isolated ? {} : launch.cloud;
    const started = serverLaunch(container, { port, model, models }, { ...launch, cloud });
    const server = new ContainerServer({ name, launch: started, port, startSeconds, onLine });
    if (data && many) {
      const prefix = await files.placeOf(data.url);
      const placeOf = (target: string) => ({ bucket: prefix?.bucket ?? '', key: `${prefix?.key ?? ''}${target}` });
      const bytes = files.bytes.bind(files);
      this.caches.set(name, new ModelCache({ endpoint, server, folder: models, cached: many.cached, placeOf, bytes }));
    }
    return server;
  }
}
