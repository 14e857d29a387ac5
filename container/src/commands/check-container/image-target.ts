import { setTimeout as pause } from 'node:timers/promises';
import { NoAnswer } from './check';
import type { ContainerEngine, ImageFacts, RunningContainer, StartOptions } from './engine';
import { ping, type Target } from './target';

/** An image under test. */
export interface ImageTarget extends Omit<Target, 'url'> {
  readonly image: string;
  readonly facts: ImageFacts;
  readonly engine: ContainerEngine;
  readonly multiModel: boolean;
  /** The environment and mounts that every start gets. */
  readonly base: Pick<StartOptions, 'environment' | 'mounts'>;
  readonly readyWithinMs: number;
  /** How soon it must end where it is started with a word that it does not know. */
  readonly refuseWithinMs: number;
}

/** The port inside the container unless the platform says otherwise. */
const usualPort = 8080;

/** Starts the image as SageMaker does, with what is given on top; the caller removes it. */
export function startServe(target: ImageTarget, options: Partial<StartOptions> = {}): Promise<RunningContainer> {
  const { engine, image, base } = target;
  return engine.start(image, {
    words: ['serve'],
    port: usualPort,
    ...options,
    environment: { ...base.environment, ...options.environment },
    mounts: base.mounts,
  });
}

/**
 * Waits until GET /ping answers 200.
 *
 * @returns the milliseconds it took
 * @throws NoAnswer with everything that is known about why not
 */
export async function untilReady(container: RunningContainer, target: ImageTarget): Promise<number> {
  const start = performance.now();
  let last = 'GET /ping was never answered';
  while (performance.now() - start < target.readyWithinMs) {
    const said = await ping({ ...target, url: container.url }).then(
      ({ status }) => status,
      (error: unknown) => {
        if (error instanceof NoAnswer) return error.message;
        throw error;
      },
    );
    if (said === 200) return performance.now() - start;
    last = typeof said === 'number' ? `GET /ping answered ${said}` : said;
    const code = await container.exitCode();
    if (code !== undefined) throw await dead(container, code);
    await pause(100);
  }
  throw new NoAnswer(
    `Not ready after ${target.readyWithinMs / 1000} s; at last: ${last}. Its last words: ${await lastWords(container)}`,
    'Listen on 0.0.0.0 at port 8080 and answer /ping with 200 as soon as the model is loaded; load nothing from the network at the start.',
    'NOTREADY',
  );
}

async function dead(container: RunningContainer, code: number): Promise<NoAnswer> {
  return new NoAnswer(
    `The container ended with exit code ${code} before it was ready. Its last words: ${await lastWords(container)}`,
    remedyFor(code),
    'ENDED',
  );
}

function remedyFor(code: number): string {
  if (code === 137) return 'It was killed, most likely for memory: give it more, or load less.';
  if (code === 126 || code === 127)
    return 'The program of the ENTRYPOINT (or `serve` where there is none) is missing or not executable for this user.';
  return 'Run the image with the argument serve and read what it says; it must not write outside /tmp nor need a network.';
}

/** What it wrote last, without the frames of a stack: the message above them says more. */
export async function lastWords(container: RunningContainer): Promise<string> {
  const lines = (await container.logs()).split('\n').filter((line) => !/^\s+(at |File ")/.test(line));
  const words = lines.join(' ').replace(/\s+/g, ' ').trim().slice(-400);
  return words === '' ? '(it said nothing)' : words;
}
