import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EndpointModel } from '../assembly/endpoint-model';
import type { ObjectCalls } from '../cloud/object-calls';
import { LocalFailure } from '../local-failures';
import { AsyncLine } from './async-line';
import type { AsyncRequest } from './async-request';
import { AsyncWork } from './async-work';
import { DataCapture } from './data-capture';
import { type ArchivePlaces, ModelFiles } from './model-files';
import { RunningEndpoint } from './running-endpoint';
import type { ServerLaunchOptions } from './server-launch';

export interface EndpointsOptions {
  readonly endpoints: readonly EndpointModel[];
  /** Those of the stack that do not run here. */
  readonly absent?: readonly EndpointModel[];
  readonly launch: ServerLaunchOptions;
  readonly objects: ObjectCalls;
  /** The files of the cloud assembly by their keys. */
  readonly assets: ReadonlyMap<string, string>;
  readonly archives: ArchivePlaces;
  /** The most copies of one model at once on this machine. */
  readonly most: number;
  /** How much faster than real the clock of the stack is. */
  readonly speed: number;
  readonly publish: (topic: string, message: string) => Promise<void>;
  readonly onLine: (from: string, line: string) => void;
}

/** A serverless variant is cold after so long without a request; AWS names no number. */
const idleSeconds = 600;
/** Captured calls are written together; AWS says that it can take a couple of minutes. */
const collectSeconds = 60;
const root = join(tmpdir(), 'image-classifier-local');

/** Every SageMaker endpoint of a stack, on this machine. */
export class Endpoints {
  readonly all: readonly RunningEndpoint[];
  private readonly lines = new Map<RunningEndpoint, AsyncLine>();
  private readonly folder = join(root, `endpoints-${process.pid}`);

  constructor(private readonly options: EndpointsOptions) {
    const { endpoints, launch, most, speed, onLine, objects, assets, archives } = options;
    sweep();
    const files = new ModelFiles({ objects, assets, archives, folder: this.folder });
    if (endpoints.length > 0) mkdirSync(this.folder, { recursive: true });
    this.all = endpoints.map((endpoint) => {
      const folder = join(this.folder, endpoint.name);
      const say = (line: string) => onLine(endpoint.name, line);
      const idleMs = (idleSeconds / speed) * 1000;
      const { capture, name, asynchronous } = endpoint;
      const keeping =
        capture && !asynchronous
          ? new DataCapture({
              endpoint: name,
              capture,
              objects,
              collectMs: (collectSeconds / speed) * 1000,
              onTrouble: say,
            })
          : undefined;
      const running = new RunningEndpoint(endpoint, { launch, files, folder, most, idleMs, onLine: say }, keeping);
      const [unit] = running.variants[0].units;
      if (endpoint.asynchronous && unit) {
        this.lines.set(running, new AsyncLine(unit.pool, endpoint.asynchronous.concurrency));
      }
      return running;
    });
  }

  find(name: string): RunningEndpoint | undefined {
    return this.all.find(({ model }) => model.name === name);
  }

  /** The image because of which an endpoint of the stack does not run here. */
  foreignImage(name: string): string | undefined {
    return this.options.absent?.find((endpoint) => endpoint.name === name)?.foreign;
  }

  /** Requests of an asynchronous endpoint that wait or are worked on. */
  backlog(endpoint: RunningEndpoint): number {
    return this.lines.get(endpoint)?.backlog ?? 0;
  }

  /** Takes a request of an asynchronous endpoint. */
  accept(endpoint: RunningEndpoint, request: AsyncRequest): void {
    const { objects, publish, onLine } = this.options;
    const [{ tally }] = endpoint.variants;
    const began = performance.now();
    tally.begin();
    const onEnd = (status: number) => tally.end(status, performance.now() - began);
    const onTrouble = (line: string) => onLine(endpoint.model.name, line);
    const work = new AsyncWork({ endpoint: endpoint.model, request, objects, publish, onEnd, onTrouble });
    this.lines.get(endpoint)?.add(work);
  }

  /** Starts or stops copies until there are as many as the policies ask for. */
  want(desired: (unit: string) => number | undefined): void {
    for (const variant of this.all.flatMap(({ all }) => all)) {
      for (const unit of variant.units) variant.want(unit, desired(unit.id) ?? unit.initial);
    }
  }

  /**
   * Waits until every endpoint is in service, as CloudFormation does.
   *
   * @throws LocalFailure local-endpoint-unhealthy
   */
  async inService(): Promise<void> {
    const units = this.all.flatMap(({ model, all }) =>
      all.flatMap(({ units: own }) => own.map((unit) => ({ model, unit }))),
    );
    await Promise.all(
      units.map(async ({ model, unit }) => {
        await unit.pool.settled().catch((error: Error) => {
          if (error instanceof LocalFailure) throw error;
          throw new LocalFailure('local-endpoint-unhealthy', `${model.name}: ${error.message}`);
        });
      }),
    );
  }

  async stop(): Promise<void> {
    for (const { capture } of this.all) capture?.stop();
    await Promise.all(this.all.flatMap(({ all }) => all.map((variant) => variant.stop())));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** At once, with every file. */
  kill(): void {
    for (const variant of this.all.flatMap(({ all }) => all)) variant.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Removes what an engine left that was killed itself. */
function sweep(): void {
  for (const name of existsSync(root) ? readdirSync(root) : []) {
    const [, pid] = /^endpoints-(\d+)$/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(join(root, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
