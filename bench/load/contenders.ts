import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describeModel } from '../../container/src/models/description';
import { type Dialect, rawBody } from './dialect';
import { installPeer, type PeerName, peers, startPeer } from './peers';
import { type Decoding, imageEnvironment, startNaiveServer, startServer } from './server';
import type { Contender } from './subjects';

export type OpponentName = PeerName | 'naive';
export const dialects: Readonly<Record<string, Dialect>> = {
  server: rawBody,
  baseline: rawBody,
  naive: rawBody,
  ...peers,
};
const startLimitMs = 60_000;

interface Start {
  readonly model: string;
  readonly cacheDirectory: string;
  readonly pictures: readonly Buffer[];
}

/** Starts this server; `main` is another build of it. */
export async function startOurs(
  kind: 'server' | 'baseline',
  { main, ...start }: Start & { decode: Decoding; main?: string },
): Promise<Contender & { batch: number; processes: number }> {
  const began = performance.now();
  const { model, cacheDirectory, decode } = start;
  const environment = { ...imageEnvironment, IMAGE_CLASSIFIER_DECODE: decode };
  const server = await startServer({ model, cacheDirectory, main, environment });
  const { batch, processes } = server.ready as { batch: number; processes: number };
  const answered = await answers({ port: server.port, dialect: rawBody, began, ...start });
  const stop = () => void server.child.kill('SIGTERM');
  const { pid, port } = server;
  return { kind, pid, port, dialect: rawBody, ...answered, metrics: true, stop, batch, processes };
}

/** Starts a server of others; undefined with a word to `say` where this machine cannot. */
export async function startOpponent(
  kind: OpponentName,
  start: Start,
  say: (text: string) => void,
): Promise<Contender | undefined> {
  const dialect = dialects[kind];
  if (kind === 'naive') {
    const began = performance.now();
    const { child, pid, port } = await startNaiveServer(start.model);
    const answered = await answers({ port, dialect, began, ...start });
    return { kind, pid, port, dialect, ...answered, metrics: false, stop: () => void child.kill() };
  }
  let python: string;
  try {
    say(`installing ${kind} from PyPI`);
    python = installPeer(kind);
  } catch (error) {
    say(`${kind} cannot be installed here: ${String((error as { stderr?: Buffer }).stderr ?? error).trim()}\n`);
    return undefined;
  }
  say(`starting ${kind}`);
  const model = await describedFolder(start.model);
  const port = await freePort();
  const began = performance.now();
  const peer = startPeer(kind, { python, model, port });
  const answered = await answers({ port, dialect, began, ...start }).catch((error) => {
    peer.stop();
    throw new Error(`${kind} does not answer, see ${peer.log}: ${error.message}`);
  });
  const stop = () => {
    peer.stop();
    rmSync(model, { recursive: true });
  };
  return { kind, pid: peer.pid, port, dialect, ...answered, metrics: false, stop };
}

/** Peers read model.json only, so all that this server found out about the model is written there. */
async function describedFolder(place: string): Promise<string> {
  const { file, manifest } = await describeModel(place);
  const folder = mkdtempSync(join(tmpdir(), 'image-classifier-bench-described-'));
  symlinkSync(file, join(folder, 'model.onnx'));
  writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest));
  return folder;
}

/** Asks for every picture in turn, the first one until it is answered. */
async function answers({
  port,
  dialect,
  began,
  pictures,
}: Start & { port: number; dialect: Dialect; began: number }): Promise<
  Pick<Contender, 'startSeconds' | 'firstLabels'>
> {
  let startSeconds = 0;
  const firstLabels: string[] = [];
  for (const picture of pictures) {
    const body = new Uint8Array(dialect.wrap(picture));
    const headers = { 'Content-Type': dialect.contentType };
    for (;;) {
      const asked = fetch(`http://127.0.0.1:${port}${dialect.path}`, { method: 'POST', headers, body });
      const answer = await asked.catch(() => undefined);
      const text = await answer?.text();
      if (answer?.status === 200) {
        startSeconds ||= (performance.now() - began) / 1000;
        firstLabels.push(dialect.labels(text as string)[0] ?? 'nothing');
        break;
      }
      if (performance.now() > began + startLimitMs) throw new Error(`the last answer was ${answer?.status}: ${text}`);
      await pause(20);
    }
  }
  return { startSeconds, firstLabels };
}

/** A port with two more free ones behind it, which MLServer takes for gRPC and metrics. */
async function freePort(): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all([first, first + 1, first + 2].map(isFree));
    if (free.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
