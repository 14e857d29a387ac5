import { spawn, spawnSync } from 'node:child_process';
import { hostname, tmpdir } from 'node:os';
import type { ImageSource } from '../../assembly/cloud-assembly';
import type { Container } from '../../assembly/model';
import { LocalFailure } from '../../local-failures';
import { type LaunchOptions, localSettings } from './task-launch';
import type { Launch } from './task-process';

export interface ContainerOptions extends LaunchOptions {
  /** What the command line of podman or docker finds in its environment. */
  readonly client: Readonly<Record<string, string>>;
  /** The folder, and the file in it, that the image of an asset is built from, by the hash that is its tag. */
  readonly images: ReadonlyMap<string, ImageSource>;
}

/** Every container of ours says which engine it belongs to: `<host>:<process id>`. */
const label = 'image-classifier.engine';
/** What podman and docker end with where a container could not be started. */
const refusals = [125, 126, 127];

/** podman or docker, which runs tasks under exactly the limits of their definitions. */
export class ContainerEngine {
  private started = 0;

  private constructor(
    readonly name: 'podman' | 'docker',
    private readonly options: ContainerOptions,
  ) {}

  /**
   * The one that is installed here, podman before docker.
   *
   * @throws LocalFailure local-engine-missing
   */
  static find(options: ContainerOptions): ContainerEngine {
    for (const name of ['podman', 'docker'] as const) {
      if (spawnSync(name, ['--version'], { env: { ...options.client } }).status === 0)
        return new ContainerEngine(name, options);
    }
    throw new LocalFailure('local-engine-missing', 'Neither podman nor docker answers.');
  }

  /** Removes the containers of engines that died without doing so, and says which. */
  removeLeftovers(): string[] {
    const ids = this.ask('ps', '--all', '--quiet', '--no-trunc', '--filter', `label=${label}`)
      .split('\n')
      .filter(Boolean);
    if (ids.length === 0) return [];
    const format = `{{.Id}} {{index .Config.Labels "${label}"}}`;
    const lines = this.ask('inspect', '--format', format, ...ids).split('\n');
    const orphans = lines.map((line) => line.split(' ')).filter(([, owner]) => owner && isGone(owner));
    if (orphans.length > 0) this.ask(...this.removal(...orphans.map(([id]) => id)));
    return orphans.map(([id]) => id);
  }

  /**
   * How a task is started: each time as a container of its own name, which is removed with it.
   *
   * @throws LocalFailure local-engine-missing
   */
  launch(container: Container): () => Launch {
    const image = this.imageOf(container);
    const { cloud, speed } = this.options;
    // A container has a folder of its own for the optimised model.
    const { IMAGE_CLASSIFIER_CACHE_DIRECTORY: _inImage, ...settings } = localSettings(container, speed);
    const environment = { ...container.environment, ...settings, ...cloud };
    const variables = Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    const memory = container.memoryMiB && `${container.memoryMiB}m`;
    const limits = [
      // Swap would be memory beyond the limit; Fargate has none.
      ...(memory ? ['--memory', memory, '--memory-swap', memory] : []),
      ...['--cpus', String(container.cpu / 1024)],
      ...container.runOptions,
    ];
    // The port that a check of its health would ask is another one here.
    const fixed = ['--rm', '--pull', 'never', '--network', 'host', '--no-healthcheck', '--label', `${label}=${self()}`];
    return () => {
      this.started += 1;
      const name = `image-classifier-${process.pid}-${this.started}`;
      return {
        file: this.name,
        args: ['run', '--name', name, ...fixed, ...limits, ...variables, image, ...container.command],
        environment: this.options.client,
        // The monitor of podman leaves a file there where memory ran out: that is not to be the user's folder.
        folder: tmpdir(),
        refusals,
        remove: () => this.removeLater(name),
      };
    };
  }

  /** The CDK names the image of an asset by the hash that the template has as its tag. */
  private imageOf({ image }: Container): string {
    const hash = image.split(':').at(-1) ?? '';
    const name = `cdkasset-${hash}`;
    if (this.succeeds('image', 'inspect', name)) return name;
    const { folder, file } = this.options.images.get(hash) ?? { folder: 'container' };
    const command = [this.name, 'build', '--tag', name, ...(file ? ['--file', `${folder}/${file}`] : []), folder].join(
      ' ',
    );
    throw new LocalFailure('local-engine-missing', `There is no image ${name}; \`${command}\` makes it.`);
  }

  private removal(...names: string[]): string[] {
    // podman would else wait for each as long as for one that may finish its work.
    return ['rm', '--force', ...(this.name === 'podman' ? ['--time', '0'] : []), ...names];
  }

  /** Also when this process is about to end: what removes it goes on without it. */
  private removeLater(name: string): void {
    const on = { env: { ...this.options.client }, cwd: tmpdir(), stdio: 'ignore', detached: true } as const;
    spawn(this.name, this.removal(name), on)
      .on('error', () => {})
      .unref();
  }

  private ask(...args: string[]): string {
    const { stdout } = spawnSync(this.name, args, { env: { ...this.options.client }, cwd: tmpdir(), encoding: 'utf8' });
    return stdout ?? '';
  }

  private succeeds(...args: string[]): boolean {
    return spawnSync(this.name, args, { env: { ...this.options.client }, stdio: 'ignore' }).status === 0;
  }
}

function self(): string {
  return `${hostname()}:${process.pid}`;
}

/** Whether an engine of this machine has ended. One of this very process id was another one, before. */
function isGone(owner: string): boolean {
  const [host, pid] = owner.split(':');
  if (host !== hostname()) return false;
  if (owner === self()) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // Somebody else's process is one, too.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
