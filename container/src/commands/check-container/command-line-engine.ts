import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { NoAnswer } from './check';
import type { ContainerEngine, ImageFacts, RunningContainer, StartOptions } from './engine';

/** podman or docker, through its command line: both understand the same words. */
export class CommandLineEngine implements ContainerEngine {
  constructor(readonly name: 'podman' | 'docker') {}

  /** Whether it is installed and answers. */
  async works(): Promise<boolean> {
    return (await this.run('ps', '--quiet')).code === 0;
  }

  async inspect(image: string): Promise<ImageFacts> {
    const { code, out, err } = await this.run('image', 'inspect', image);
    if (code !== 0) {
      const remedy = `Build or pull it first: ${this.name} pull ${image}.`;
      throw new NoAnswer(`${this.name} knows no image ${image}: ${lastLine(err)}.`, remedy, 'IMAGE');
    }
    const { Config: config } = JSON.parse(out)[0];
    return {
      entrypoint: config.Entrypoint ?? [],
      command: config.Cmd ?? [],
      user: config.User ?? '',
      labels: config.Labels ?? {},
    };
  }

  async start(image: string, options: StartOptions): Promise<RunningContainer> {
    const name = `check-container-${randomUUID().slice(0, 8)}`;
    const network = options.isolated ? await this.innerNetwork(name) : undefined;
    const words = runWords(name, options, network);
    const { code, err } = await this.run('run', '--detach', '--name', name, ...words, image, ...options.words);
    const container = new CommandLineContainer(this, name, network);
    if (code !== 0) {
      await container.remove();
      const remedy = 'SageMaker runs the image with this argument: the ENTRYPOINT must exist and take it.';
      throw new NoAnswer(
        `${this.name} run ${image} ${options.words.join(' ')} failed: ${lastLine(err)}.`,
        remedy,
        'START',
      );
    }
    return await container.located(options.port);
  }

  /** Never rejects: what went wrong stands in `code` and `err`. */
  run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
    return new Promise((resolve) => {
      execFile(this.name, words, { timeout: 120_000, maxBuffer: 16 * 1_048_576 }, (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
        resolve({ code, out, err: err || (error?.message ?? '') });
      });
    });
  }

  /** A network of its own that leads nowhere; this machine still reaches the container by its address. */
  private async innerNetwork(name: string): Promise<string> {
    const { code, err } = await this.run('network', 'create', '--internal', name);
    if (code === 0) return name;
    throw new NoAnswer(
      `${this.name} makes no isolated network: ${lastLine(err)}.`,
      'Check on a machine where it does.',
      'NETWORK',
    );
  }
}

class CommandLineContainer implements RunningContainer {
  url = '';
  constructor(
    private readonly engine: CommandLineEngine,
    private readonly name: string,
    private readonly network: string | undefined,
  ) {}

  async located(port: number): Promise<this> {
    const { out } = this.network
      ? await this.engine.run(
          'inspect',
          '--format',
          '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
          this.name,
        )
      : await this.engine.run('port', this.name, `${port}/tcp`);
    const place = out.split('\n')[0].trim();
    this.url = `http://${this.network ? `${place || '0.0.0.0'}:${port}` : place || `127.0.0.1:${port}`}`;
    return this;
  }

  async logs(): Promise<string> {
    const { out, err } = await this.engine.run('logs', '--tail', '12', this.name);
    return `${out}${err}`.trim();
  }

  async exitCode(): Promise<number | undefined> {
    const { code, out } = await this.engine.run(
      'inspect',
      '--format',
      '{{.State.Running}} {{.State.ExitCode}}',
      this.name,
    );
    const [running, exitCode] = out.trim().split(' ');
    return code === 0 && running === 'false' ? Number(exitCode) : undefined;
  }

  async terminate(): Promise<void> {
    await this.engine.run('kill', '--signal', 'SIGTERM', this.name);
  }

  async remove(): Promise<void> {
    await this.engine.run('rm', '--force', this.name);
    if (this.network) await this.engine.run('network', 'rm', this.network);
  }
}

function runWords(name: string, options: StartOptions, network: string | undefined): string[] {
  const { environment = {}, user, readOnly, memory, mounts = {}, port } = options;
  return [
    '--hostname',
    name,
    ...(network ? ['--network', network] : ['--publish', `127.0.0.1::${port}`]),
    ...Object.entries(environment).flatMap(([variable, value]) => ['--env', `${variable}=${value}`]),
    ...(user === undefined ? [] : ['--user', user]),
    ...(readOnly ? ['--read-only', '--tmpfs', '/tmp:rw,nosuid,nodev,size=512m'] : []),
    ...(memory === undefined ? [] : ['--memory', memory, '--memory-swap', memory]),
    ...Object.entries(mounts).flatMap(([place, folder]) => ['--volume', `${folder}:${place}:ro`]),
  ];
}

function lastLine(text: string): string {
  return text.trim().split('\n').pop()?.slice(0, 300) ?? '';
}
