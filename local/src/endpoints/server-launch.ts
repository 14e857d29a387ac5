import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostedContainer } from '../assembly/endpoint-model';
import type { Launch } from '../engine/tasks/task-process';

export interface ServerLaunchOptions {
  /** The program of the image on this machine: container/dist/main.js. */
  readonly program: string;
  /** What ends a process when the engine is gone: local/dist/task-guard.js. */
  readonly guard: string;
  /** What makes an SDK talk to the cloud of this machine. */
  readonly cloud: Readonly<Record<string, string>>;
  /** What any program on this machine needs to start. */
  readonly host: Readonly<Record<string, string>>;
}

/** Where this machine has what a container finds below /opt/ml. */
export interface ContainerPlaces {
  readonly port: number;
  /** In place of /opt/ml/model, where the template names a model. */
  readonly model?: string;
  /** In place of /opt/ml/models. */
  readonly models: string;
}

/** The server of a container as SageMaker starts it: `serve`, and where to listen. */
export function serverLaunch(
  container: HostedContainer,
  places: ContainerPlaces,
  { program, guard, cloud, host }: ServerLaunchOptions,
): Launch {
  const moved = Object.entries(container.environment).map(([name, value]) => [name, movedHere(value, places)]);
  return {
    file: process.execPath,
    args: ['--require', guard, program, 'serve'],
    environment: {
      ...host,
      ...(places.model !== undefined && !container.many && { IMAGE_CLASSIFIER_MODEL: places.model }),
      ...(container.many && { IMAGE_CLASSIFIER_MODELS_ROOT: places.models }),
      ...Object.fromEntries(moved),
      ...settings(container, places),
      ...cloud,
    },
  };
}

function settings(
  { environment, many }: HostedContainer,
  { port, models }: ContainerPlaces,
): Readonly<Record<string, string>> {
  return {
    SAGEMAKER_BIND_TO_PORT: String(port),
    SAGEMAKER_SAFE_PORT_RANGE: '1024-65535',
    ...(many && { SAGEMAKER_MULTI_MODEL: 'true' }),
    // Nobody else shall reach them.
    IMAGE_CLASSIFIER_HOST: '127.0.0.1',
    // One optimised model is made once and found again; of a thousand none is kept.
    IMAGE_CLASSIFIER_CACHE_DIRECTORY: many ? join(models, '..', 'cache') : join(tmpdir(), 'image-classifier-local'),
    // This machine has no GPU to rely on; the answers are the same.
    ...(environment.IMAGE_CLASSIFIER_EXECUTION_PROVIDER === 'cuda' && { IMAGE_CLASSIFIER_EXECUTION_PROVIDER: 'cpu' }),
  };
}

function movedHere(value: string, { model, models }: ContainerPlaces): string {
  const [, kind, rest] = /^\/opt\/ml\/(models?)(\/.*)?$/.exec(value) ?? [];
  const place = kind === 'models' ? models : kind === 'model' ? model : undefined;
  return place === undefined ? value : `${place}${rest ?? ''}`;
}

/** A port that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
