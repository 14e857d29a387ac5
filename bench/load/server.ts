import { type ChildProcess, fork, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childrenOf } from './host';

const built = join(__dirname, '..', '..', 'container', 'dist', 'main.js');

/** What the image sets beside the server's own settings. */
export const imageEnvironment = { MALLOC_TRIM_THRESHOLD_: '131072' };

export interface ServerOptions {
  readonly model: string;
  readonly cacheDirectory: string;
  /** @default - the built server of this checkout */
  readonly main?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly onLog?: (entry: LogEntry) => void;
}

export type Decoding = 'exact' | 'fast';

export type LogEntry = Readonly<Record<string, unknown>>;

export interface Server {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
  /** What the server said of its model and when it was ready: the manifest, `processes`, `batch`. */
  readonly ready: LogEntry;
  /** Settles with the exit code. */
  readonly exited: Promise<number | null>;
}

/** Starts the server as the image does, on a free port, and waits until it is ready. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { cacheDirectory, main = built, environment = {}, onLog = () => {} } = options;
  const settings = { HOST: '127.0.0.1', PORT: '0', MODEL: options.model, CACHE_DIRECTORY: cacheDirectory };
  const prefixed = Object.fromEntries(Object.entries(settings).map(([k, v]) => [`IMAGE_CLASSIFIER_${k}`, v]));
  const child = spawn(process.execPath, [main, 'serve'], {
    env: { ...process.env, ...prefixed, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Whatever ends the benchmark ends the server; its inference processes follow by themselves.
  process.once('exit', () => child.kill('SIGKILL'));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let model: LogEntry = {};
  const ready = await new Promise<LogEntry>((resolve, reject) => {
    void exited.then((code) => reject(new Error(`the server ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      // Request lines come by the hundred; whoever does not want them should not pay for parsing them.
      if (!options.onLog && !/"msg":"(model|ready)"/.test(line)) return;
      const entry = JSON.parse(line) as LogEntry;
      onLog(entry);
      if (entry.msg === 'model') model = entry;
      if (entry.msg === 'ready') resolve({ ...model, ...entry });
    });
  });
  return { child, pid: child.pid as number, port: Number(new URL(String(ready.url)).port), ready, exited };
}

export async function startNaiveServer(model: string): Promise<{ child: ChildProcess; pid: number; port: number }> {
  const child = fork(join(__dirname, 'naive-server.ts'), [model]);
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)));
    child.once('exit', (code) => reject(new Error(`the naive server ended with ${code}`)));
  });
  return { child, pid: child.pid as number, port };
}

/** The server's process and its inference processes. */
export function familyOf({ pid }: Pick<Server, 'pid'>): number[] {
  return [pid, ...childrenOf(pid)];
}

/** The values of `GET /metrics`, by name and labels as they stand there. */
export async function readMetrics({ port }: Pick<Server, 'port'>): Promise<Map<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

/** A metric over all its labels; NaN when it has no value at all. */
export function total(metrics: ReadonlyMap<string, number>, name: string): number {
  const values = [...metrics].filter(([key]) => key === name || key.startsWith(`${name}{`)).map(([, value]) => value);
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0);
}
