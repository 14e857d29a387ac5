import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { NoAnswer } from './check';
import type { ContainerEngine, ImageFacts, RunningContainer, StartOptions } from './engine';
import { type WayIn, wayInto } from './way-in';

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
    const words = runWords(name, options);
    const { code, err } = await this.run('run', '--detach', '--name', name, ...words, image, ...options.words);
    const container = new CommandLineContainer(this, name);
    if (code !== 0) {
      await container.remove();
      const remedy = 'SageMaker runs the image with this argument: the ENTRYPOINT must exist and take it.';
      throw new NoAnswer(
        `${this.name} run ${image} ${options.words.join(' ')} failed: ${lastLine(err)}.`,
        remedy,
        'START',
      );
    }
    try {
      await container.locate(options);
      return container;
    } catch (error) {
      await container.remove();
      throw error;
    }
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
}

class CommandLineContainer implements RunningContainer {
  url = '';
  private wayIn: WayIn | undefined;

  constructor(
    private readonly engine: CommandLineEngine,
    private readonly name: string,
  ) {}

  /** @throws NoAnswer NOWAY where this machine does not reach it */
  async locate({ port, isolated }: StartOptions): Promise<void> {
    // One that ended at once is nowhere any more; whoever asks it for its health will find out.
    this.url = 'http://127.0.0.1:9';
    if (isolated) {
      const { out: pid } = await this.engine.run('inspect', '--format', '{{.State.Pid}}', this.name);
      this.wayIn = await wayInto(Number(pid), port).catch(async (error) => {
        if ((await this.exitCode()) === undefined) throw error;
        return undefined;
      });
      this.url = this.wayIn?.url ?? this.url;
    } else {
      const { out } = await this.engine.run('port', this.name, `${port}/tcp`);
      this.url = `http://${out.split('\n')[0].trim() || '127.0.0.1:9'}`;
    }
  }

  async logs(): Promise<string> {
    const { out, err } = await this.engine.run('logs', '--tail', '30', this.name);
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
    this.wayIn?.close();
    await this.engine.run('rm', '--force', this.name);
  }
}

function runWords(name: string, options: StartOptions): string[] {
  const { environment = {}, user, readOnly, isolated, memory, mounts = {}, port } = options;
  return [
    '--hostname',
    name,
    ...(isolated ? ['--network', 'none'] : ['--publish', `127.0.0.1::${port}`]),
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
