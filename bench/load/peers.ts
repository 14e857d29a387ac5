import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dialect, form, openInference, rawBody } from './dialect';
import { descendantsOf } from './host';

const folder = join(__dirname, '..', 'peers');

/** Servers of others, each with what its documentation recommends; see bench/README.md for their settings. */
export const peers = {
  fastapi: rawBody,
  litserve: form('/predict', 'request'),
  bentoml: form('/classify', 'picture'),
  mlserver: openInference('pictures'),
} as const satisfies Record<string, Dialect>;
export type PeerName = keyof typeof peers;
export const peerNames = Object.keys(peers) as PeerName[];

export interface Peer {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
  /** The file of what it prints. */
  readonly log: string;
  stop(): void;
}

/**
 * The interpreter of an environment that holds the peer, installed from PyPI where it is not there yet; kept in the
 * temporary folder under the hash of what was asked for.
 *
 * @throws Error with the words of pip when it cannot be installed on this machine
 */
export function installPeer(name: PeerName): string {
  const files = ['runtime', name].map((file) => join(folder, 'requirements', `${file}.txt`));
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  const place = join(tmpdir(), 'image-classifier-bench-peers', `${name}-${hash.digest('hex').slice(0, 12)}`);
  const python = join(place, 'bin', 'python');
  if (existsSync(join(place, 'complete'))) return python;
  const quietly = { stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'] };
  execFileSync('python3', ['-m', 'venv', '--clear', place], quietly);
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--requirement', files[1]], quietly);
  writeFileSync(join(place, 'complete'), '');
  return python;
}

/** Starts the peer with the model in `model`, a folder with model.onnx and a complete model.json. */
export function startPeer(
  name: PeerName,
  { python, model, port }: { python: string; model: string; port: number },
): Peer {
  const log = join(tmpdir(), `image-classifier-bench-${name}.log`);
  const output = openSync(log, 'w');
  const child = spawn(python, [join(folder, `${name}_peer.py`), model, String(port)], {
    // Some of them write where they stand.
    cwd: mkdtempSync(join(tmpdir(), 'image-classifier-bench-peer-')),
    // A group of its own, so that its workers can be ended with it.
    detached: true,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: folder },
    stdio: ['ignore', output, output],
  });
  const pid = child.pid as number;
  const stop = () => {
    for (const each of [...descendantsOf(pid), pid]) {
      try {
        process.kill(each, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
  };
  process.once('exit', stop);
  return { child, pid, port, log, stop };
}
