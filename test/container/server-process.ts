import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '../until';
import { type TinyModelOptions, writeTinyModel } from './tiny-model';

const root = join(__dirname, '..', '..', 'container');
/** The folder for temporary files goes with its run of the tests: in it, each model is optimised once for all of them. */
const cache = process.env.JEST_WORKER_ID
  ? join(tmpdir(), 'optimised')
  : mkdtempSync(join(tmpdir(), 'image-classifier-test-'));

type LogLine = Record<string, unknown>;

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  readonly logs: LogLine[];
  /** The first line of which this holds; an answer may be here before its line is. */
  logged(holds: (line: LogLine) => boolean): Promise<LogLine>;
  /** Waits until this many pictures, neither more nor fewer, wait for inference or are in it. */
  holds(pictures: number): Promise<void>;
  /** Stops the inference processes where they are: what they work on takes long without taking anybody's core. */
  pause(): void;
  /** Lets them go on. */
  resume(): void;
  /** Sends SIGTERM and answers the exit code. */
  stop(): Promise<number | null>;
}

/** The real server with a tiny model of its own. */
export function startTinyServer(model: TinyModelOptions = {}, environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-'));
  writeTinyModel(folder, model);
  return startServer({ IMAGE_CLASSIFIER_MODEL: folder, ...environment });
}

/** Servers of a file of tests: told to end after the test that they served; how they did, the last test waits for. */
export function endingServers(servers: ServerProcess[]): void {
  const codes: Promise<number | null>[] = [];
  afterEach(() => {
    codes.push(...servers.splice(0).map((server) => server.stop()));
  });
  afterAll(async () => {
    expect(new Set(await Promise.all(codes))).toEqual(new Set(codes.length > 0 ? [0] : []));
  });
}

/** Starts the real server, as the image does, on a free port of this machine; returns when it is ready. */
export async function startServer(environment: Record<string, string> = {}): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js'), 'serve'], {
    env: {
      ...process.env,
      IMAGE_CLASSIFIER_HOST: '127.0.0.1',
      IMAGE_CLASSIFIER_PORT: '0',
      IMAGE_CLASSIFIER_MODEL: join(root, 'model'),
      IMAGE_CLASSIFIER_CACHE_DIRECTORY: cache,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  // Its last lines are read then.
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const logs: LogLine[] = [];
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const stop = () => {
    child.kill('SIGTERM');
    return closed;
  };
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line);
      logs.push(entry);
      if (entry.msg === 'ready') resolve(entry.url);
    });
    void exited.then((code) => reject(new Error(`the server ended with ${code} before it was ready:\n${complaints}`)));
  });
  const logged = async (holds: (line: LogLine) => boolean) => {
    await until(() => logs.some(holds));
    return logs.find(holds) as LogLine;
  };
  const holds = (pictures: number) => until(async () => (await picturesInWork(url)) === pictures);
  const signal = (name: NodeJS.Signals) => {
    for (const pid of inferenceProcesses(logs)) {
      try {
        process.kill(pid, name);
      } catch {
        // It was replaced.
      }
    }
  };
  const [pause, resume] = [() => signal('SIGSTOP'), () => signal('SIGCONT')];
  return { url, child, logs, logged, holds, pause, resume, stop };
}

/** The inference processes that there are or were, the oldest first. */
export function inferenceProcesses(logs: readonly LogLine[]): number[] {
  return logs.filter(({ msg }) => msg === 'inference process opened the model').map(({ pid }) => Number(pid));
}

async function picturesInWork(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const gauges = metrics.matchAll(/^image_classifier_(?:waiting|in_flight)_pictures\S* (\d+)$/gm);
  return Array.from(gauges, ([, value]) => Number(value)).reduce((total, value) => total + value, 0);
}
