import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type {
  ContainerEngine,
  ImageFacts,
  RunningContainer,
  StartOptions,
} from '../../../../container/src/commands/check-container/engine';
import { stubProgram } from './stub';

/** Runs the stub server as a plain process: an engine without walls, for checks that need none. The image is its faults. */
export class ProcessEngine implements ContainerEngine {
  readonly name = 'process';
  readonly started: StartOptions[] = [];

  constructor(private readonly facts: Partial<ImageFacts> = {}) {}

  async inspect(): Promise<ImageFacts> {
    return { entrypoint: ['node', 'stub-server.js'], command: [], user: '', labels: {}, ...this.facts };
  }

  async start(image: string, options: StartOptions): Promise<RunningContainer> {
    this.started.push(options);
    const port = await freePort();
    const published = { ...options.environment, [`STUB_PORT_${options.port}`]: String(port) };
    const environment = { ...process.env, ...published, STUB_FAULTS: image };
    const child = spawn(process.execPath, [stubProgram, ...options.words], { env: environment });
    return running(child, `http://127.0.0.1:${port}`);
  }
}

function running(child: ChildProcess, url: string): RunningContainer {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url,
    logs: async () => said,
    exitCode: async () => child.exitCode ?? undefined,
    terminate: async () => void child.kill('SIGTERM'),
    remove: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
