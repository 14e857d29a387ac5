import { join } from 'node:path';
import type { SynthesizedStack } from './assembly/cloud-assembly';
import type { Model, Service } from './assembly/model';
import { readModel } from './assembly/read-model';
import { type Cloud, startCloud } from './cloud/cloud';
import type { LocalOptions } from './command-line';
import { RuntimeApi } from './endpoints/runtime-api';
import { Engine } from './engine/engine';
import type { Drawings } from './engine/flash-sale/drawings';
import { FlashSale, salePrefix } from './engine/flash-sale/flash-sale';
import { FlashSaleRoute } from './engine/flash-sale/flash-sale-route';
import { pictureNotifications } from './engine/picture-notifications';
import { addressOf, openPort } from './engine/port';
import { serveSite } from './engine/site';
import { ContainerEngine } from './engine/tasks/container-engine';
import { processLaunch } from './engine/tasks/task-launch';
import type { Launch } from './engine/tasks/task-process';
import { LocalFailure } from './local-failures';

export interface RunOptions extends Pick<LocalOptions, 'port' | 'otherPorts' | 'speed' | 'maxLocal' | 'containers'> {
  /** The folder of the whole project. */
  readonly project: string;
  /** What any program on this machine needs to start. */
  readonly host: Readonly<Record<string, string>>;
  /** What podman or docker needs, with `containers`. */
  readonly client: Readonly<Record<string, string>>;
  readonly drawings: Drawings;
  /** Gets what happens to the stack, in words. */
  readonly say: (line: string) => void;
  /** Gets the engine before anything of it runs: whoever ends this program early kills it. */
  readonly onEngine: (engine: Engine) => void;
  /** Gets what tasks and functions print. */
  readonly onLine: (from: string, line: string) => void;
}

/** The server's own program, which is also the worker's, and draws. */
export function serverProgram(project: string): string {
  return join(project, 'container', 'dist', 'main.js');
}

/** A stack that runs on this machine. */
export interface LocalStack {
  readonly model: Model;
  readonly cloud: Cloud;
  readonly engine: Engine;
  /** Where its page and APIs answer. */
  readonly site: string;
  /** Sends many products at once; none where no bucket tells of new pictures. */
  readonly sale: FlashSale | undefined;
  stop(): Promise<void>;
}

/**
 * Starts everything in a stack that runs here.
 *
 * @throws LocalFailure
 */
export async function runLocal(stack: SynthesizedStack, options: RunOptions): Promise<LocalStack> {
  const { project, port, otherPorts, speed, maxLocal, containers, drawings, host, client, say, onLine } = options;
  const server = await openPort(port, otherPorts);
  const site = addressOf(server);
  let cloud: Cloud | undefined;
  let engine: Engine | undefined;
  try {
    cloud = await startCloud({ origin: site, speed });
    const model = readModel(stack, { endpoint: cloud.endpoint, site });
    const parts = [model.queues, model.services, model.endpoints];
    if (parts.every(({ length }) => length === 0)) throw nothingToRun(model);
    const program = serverProgram(project);
    const root = join(project, 'local', 'dist');
    const environment = { ...cloud.environment, AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: site };
    const launchOptions = { program, guard: join(root, 'task-guard.js'), cloud: environment, speed, host };
    const runtime = containers ? ContainerEngine.find({ ...launchOptions, client, images: stack.images }) : undefined;
    const leftovers = runtime?.removeLeftovers() ?? [];
    if (leftovers.length > 0) say(`Containers of an engine that was killed are removed: ${leftovers.length}.`);
    const launch = ({ containers: [first] }: Service): (() => Launch) | undefined => {
      if (!first) return undefined;
      return runtime ? runtime.launch(first) : processLaunch(first, launchOptions);
    };
    const packages = [join(project, 'node_modules'), join(project, 'container', 'node_modules')];
    engine = new Engine({
      model,
      cloud,
      environment,
      speed,
      maxLocal,
      launch,
      root,
      packages,
      host,
      onLine,
      server: launchOptions,
      assets: stack.assets,
    });
    options.onEngine(engine);
    const [notification] = pictureNotifications(model);
    const sale =
      notification &&
      new FlashSale({
        endpoint: cloud.endpoint,
        notification,
        drawings,
        say,
        prefix: salePrefix(model.functions, notification),
      });
    const running = { engine, cloud };
    serveSite(server, {
      pages: model.pages,
      apis: model.apis,
      invoke: (name, event) => running.engine.invoke(name, event),
      endpoint: cloud.endpoint,
      sales: sale && new FlashSaleRoute(sale),
      runtime: new RuntimeApi(engine.endpoints, (line) => onLine('endpoints', line)),
      onTrouble: (error) => onLine('site', error.message),
    });
    await engine.start();
    const stop = async () => {
      await running.engine.stop();
      server.close();
      server.closeAllConnections();
      await running.cloud.close();
    };
    return { model, cloud, engine, site, sale, stop };
  } catch (error) {
    engine?.kill();
    server.close();
    await cloud?.close();
    throw error;
  }
}

function nothingToRun({ name, absent }: Model): LocalFailure {
  const images = absent.map((endpoint) => `; the image of ${endpoint.name} is ${endpoint.foreign}, not this project's`);
  return new LocalFailure('local-nothing-to-run', `${name}${images.join('')}`);
}
