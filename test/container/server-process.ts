import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TinyModelOptions, writeTinyModel } from './tiny-model';

const root = join(__dirname, '..', '..', 'container');

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  readonly logs: Record<string, unknown>[];
  /** Sends SIGTERM and answers the exit code. */
  stop(): Promise<number | null>;
}

/** The real server with a tiny model of its own. */
export function startTinyServer(model: TinyModelOptions = {}, environment: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-'));
  writeTinyModel(folder, model);
  return startServer({ IMAGE_CLASSIFIER_MODEL: folder, ...environment });
}

/** Starts the real server, as the image does, on a free port of this machine; returns when it is ready. */
export async function startServer(environment: Record<string, string> = {}): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js'), 'serve'], {
    env: {
      ...process.env,
      IMAGE_CLASSIFIER_HOST: '127.0.0.1',
      IMAGE_CLASSIFIER_PORT: '0',
      IMAGE_CLASSIFIER_MODEL: join(root, 'model'),
      IMAGE_CLASSIFIER_CACHE_DIRECTORY: mkdtempSync(join(tmpdir(), 'image-classifier-test-')),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const logs: Record<string, unknown>[] = [];
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const stop = () => {
    child.kill('SIGTERM');
    return exited;
  };
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line);
      logs.push(entry);
      if (entry.msg === 'ready') resolve(entry.url);
    });
    void exited.then((code) => reject(new Error(`the server ended with ${code} before it was ready:\n${complaints}`)));
  });
  return { url, child, logs, stop };
}
