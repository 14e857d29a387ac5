import { join } from 'node:path';
import type { SynthesizedStack } from './assembly/cloud-assembly';
import type { Model, Service } from './assembly/model';
import { readModel } from './assembly/read-model';
import { type Cloud, startCloud } from './cloud/cloud';
import type { LocalOptions } from './command-line';
import { ContainerEngine } from './engine/container-engine';
import type { Drawings } from './engine/drawings';
import { Engine } from './engine/engine';
import { FlashSale, salePrefix } from './engine/flash-sale';
import { processLaunch } from './engine/launch';
import { addressOf, openPort } from './engine/port';
import { SaleDesk } from './engine/sale-desk';
import { serveSite } from './engine/site';
import type { Launch } from './engine/task-process';
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
  try {
    cloud = await startCloud({ origin: site, speed });
    const model = readModel(stack, { endpoint: cloud.endpoint, site });
    if (model.queues.length + model.services.length === 0) throw new LocalFailure('local-nothing-to-run', stack.name);
    const program = serverProgram(project);
    const root = join(project, 'local', 'dist');
    const guard = join(root, 'task-guard.js');
    const launchOptions = { program, guard, cloud: cloud.environment, speed, host };
    const runtime = containers ? ContainerEngine.find({ ...launchOptions, client, images: stack.images }) : undefined;
    const leftovers = runtime?.removeLeftovers() ?? [];
    if (leftovers.length > 0) say(`Containers of an engine that was killed are removed: ${leftovers.length}.`);
    const launch = ({ containers: [first] }: Service): (() => Launch) | undefined => {
      if (!first) return undefined;
      return runtime ? runtime.launch(first) : processLaunch(first, launchOptions);
    };
    const packages = [join(project, 'node_modules'), join(project, 'container', 'node_modules')];
    const engine = await Engine.start({ model, cloud, speed, maxLocal, launch, root, packages, host, onLine });
    const [notification] = model.notifications;
    const sale =
      notification &&
      new FlashSale({
        ...{ endpoint: cloud.endpoint, notification, drawings, say },
        prefix: salePrefix(model.functions, notification),
      });
    serveSite(server, {
      pages: model.pages,
      apis: model.apis,
      invoke: (name, event) => engine.invoke(name, event),
      endpoint: cloud.endpoint,
      desk: sale && new SaleDesk(sale),
      onTrouble: (error) => onLine('site', error.message),
    });
    const running = cloud;
    const stop = async () => {
      await engine.stop();
      server.close();
      server.closeAllConnections();
      await running.close();
    };
    return { model, cloud, engine, site, sale, stop };
  } catch (error) {
    server.close();
    await cloud?.close();
    throw error;
  }
}
