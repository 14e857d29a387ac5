import type { Model, Queue, Service } from '../assembly/model';
import type { Cloud } from '../cloud/cloud';
import { describedEndpoints, endpointReadings } from '../endpoints/endpoint-state';
import { Endpoints } from '../endpoints/endpoints';
import type { ServerLaunchOptions } from '../endpoints/server-launch';
import type { LocalFailure } from '../local-failures';
import { Clock } from '../scaling/clock';
import { Controller, type Reading } from '../scaling/controller';
import { queueReadings, serviceReadings } from '../scaling/readings';
import { embeddedMetrics } from './embedded-metrics';
import { EventSourcePoller } from './functions/event-source';
import { FunctionHost } from './functions/function-host';
import { createInfrastructure, depthOf, type QueueDepth } from './infrastructure';
import { Ledger } from './ledger';
import { ModelArchives } from './model-archives';
import { pictureNotifications } from './picture-notifications';
import { TaskPool } from './tasks/task-pool';
import type { Launch } from './tasks/task-process';
import { Topics } from './topics';

export interface EngineOptions {
  readonly model: Model;
  readonly cloud: Cloud;
  /** What makes an AWS SDK talk to this machine. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many seconds of periods, cooldowns and schedules pass in one second. */
  readonly speed: number;
  /** The most tasks of one service at once on this machine. */
  readonly maxLocal: number;
  readonly launch: (service: Service) => (() => Launch) | undefined;
  /** How the servers of endpoints are started. */
  readonly server: ServerLaunchOptions;
  /** The files of the cloud assembly by their keys. */
  readonly assets: ReadonlyMap<string, string>;
  /** The folder of the built engine, and where the AWS SDK of functions is found. */
  readonly root: string;
  readonly packages: readonly string[];
  /** What any program on this machine needs to start. */
  readonly host: Readonly<Record<string, string>>;
  /** Lines that tasks and functions print, with the id of who prints. */
  readonly onLine?: (from: string, line: string) => void;
}

/** Runs a stack: its queues, buckets, functions and tasks, as many of them as its policies ask for. */
export class Engine {
  readonly clock: Clock;
  readonly controller: Controller;
  readonly ledger: Ledger;
  readonly pools = new Map<string, TaskPool>();
  /** Why it cannot go on. */
  failure: LocalFailure | undefined;
  readonly endpoints: Endpoints;
  private readonly functions = new Map<string, FunctionHost>();
  private pollers: EventSourcePoller[] = [];
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> = Promise.resolve();
  private nextTick: number;
  private stopped = false;

  constructor(private readonly options: EngineOptions) {
    const { model, speed } = options;
    this.clock = new Clock(speed);
    this.controller = new Controller(model);
    this.ledger = new Ledger(pictureNotifications(model));
    this.endpoints = this.hosting();
    this.nextTick = this.tickAfter(this.clock.now());
  }

  /**
   * Makes everything of the stack and waits until its endpoints are in service.
   *
   * @throws LocalFailure local-endpoint-unhealthy, local-model-missing
   */
  async start(): Promise<void> {
    const { model, cloud } = this.options;
    await createInfrastructure(cloud, model);
    cloud.objects.onCreated((created) => this.ledger.see(created));
    this.addTasks();
    this.addFunctions();
    cloud.services.answerWith(() => model.services.map((service) => ({ ...service, ...this.stateOf(service) })));
    const desired = (unit: string) => this.controller.desired(unit);
    cloud.endpoints.answerWith(() => describedEndpoints(this.endpoints, desired));
    this.endpoints.want(desired);
    await this.endpoints.inService();
    this.wait();
  }

  /** Calls a function of the stack by its name or ARN. */
  async invoke(name: string, event: unknown): Promise<unknown> {
    const host = this.functions.get(name);
    if (!host) throw new Error(`There is no function ${name} on this machine.`);
    return await host.invoke(event);
  }

  depth(queue: Queue): Promise<QueueDepth> {
    return depthOf(this.options.cloud, queue.url);
  }

  /** How many tasks a service shall have by its policies, and how many there are. */
  stateOf({ id, desired }: Service): { desired: number; running: number; pending: number } {
    const wanted = this.controller.desired(id) ?? desired;
    const running = this.pools.get(id)?.running ?? 0;
    return { desired: wanted, running, pending: Math.max(0, wanted - running) };
  }

  /** Stops everything: tasks finish what they hold within their stop timeout. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.ticking;
    await Promise.all([...[...this.pools.values()].map((pool) => pool.stop()), this.endpoints.stop()]);
    await Promise.all(this.pollers.map((poller) => poller.stop()));
    for (const host of this.functions.values()) host.stop();
  }

  /** Stops every process at once. */
  kill(): void {
    for (const pool of this.pools.values()) pool.kill();
    this.endpoints.kill();
    for (const host of this.functions.values()) host.stop();
  }

  private addTasks(): void {
    const { model, maxLocal, launch, onLine } = this.options;
    for (const service of model.services) {
      const start = launch(service);
      if (!start) continue;
      const hear = (line: string) => {
        for (const { metric, value } of embeddedMetrics(line))
          this.controller.metrics.put(metric, value, this.clock.now());
        onLine?.(service.id, line);
      };
      const stopSeconds = Math.max(...service.containers.map((container) => container.stopSeconds));
      const onFailure = (failure: LocalFailure) => {
        this.failure ??= failure;
      };
      const pool = new TaskPool({ launch: start, most: maxLocal, stopSeconds, onLine: hear, onFailure });
      this.pools.set(service.id, pool);
      pool.want(this.stateOf(service).desired);
    }
  }

  private hosting(): Endpoints {
    const { model, cloud, server, assets, speed, maxLocal, onLine } = this.options;
    const { endpoints, absent, queues, archives } = model;
    const onTrouble = (line: string) => onLine?.('topics', line);
    const invoke = (name: string, event: unknown) => this.invoke(name, event);
    const topics = new Topics({ topics: model.topics, queues, calls: cloud.calls, invoke, onTrouble });
    return new Endpoints({
      endpoints,
      absent,
      launch: server,
      objects: cloud.objectCalls,
      assets,
      most: maxLocal,
      speed,
      archives: new ModelArchives({ archives, cloud, assets, invoke }),
      publish: (topic, message) => topics.publish(topic, message),
      onLine: (from, line) => onLine?.(from, line),
    });
  }

  private addFunctions(): void {
    const { model, cloud, environment, root, packages, host, onLine } = this.options;
    for (const one of model.functions) {
      const say = (line: string) => onLine?.(one.id, line);
      const runner = new FunctionHost(one, { root, packages, host, cloud: environment, onLine: say });
      for (const name of [one.name, one.arn]) this.functions.set(name, runner);
    }
    this.pollers = model.eventSources.flatMap((source) => {
      const queue = model.queues.find(({ arn }) => arn === source.queueArn);
      if (!queue) return [];
      const onTrouble = (error: Error) => onLine?.(source.function, error.message);
      const invoke = (event: unknown) => this.invoke(source.function, event);
      return [new EventSourcePoller({ source, queueUrl: queue.url, calls: cloud.calls, invoke, onTrouble })];
    });
  }

  private wait(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.ticking = this.tick().finally(() => this.wait());
    }, this.clock.realMsUntil(this.nextTick));
  }

  private async tick(): Promise<void> {
    // Ticks for which this machine was too busy come late, with what is to be read now.
    const due = Math.max(this.nextTick, this.tickAfter(this.clock.now()) - Controller.tickSeconds * 1000);
    for (let time = this.nextTick; time <= due; time += Controller.tickSeconds * 1000) {
      await this.controller.tick(time, () => this.read());
    }
    this.nextTick = due + Controller.tickSeconds * 1000;
    for (const service of this.options.model.services) this.pools.get(service.id)?.want(this.stateOf(service).desired);
    this.endpoints.want((unit) => this.controller.desired(unit));
  }

  private async read(): Promise<Reading[]> {
    const { model, cloud } = this.options;
    const queues = model.queues.map(async (queue) =>
      queueReadings(queue.name, { ...(await this.depth(queue)), ...cloud.traffic.take(queue.name) }),
    );
    const services = model.services.map((service) => serviceReadings(service, this.stateOf(service)));
    return [...(await Promise.all(queues)), ...services, endpointReadings(this.endpoints)].flat();
  }

  private tickAfter(time: number): number {
    const step = Controller.tickSeconds * 1000;
    return (Math.floor(time / step) + 1) * step;
  }
}
