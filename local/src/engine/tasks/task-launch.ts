import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container } from '../../assembly/model';
import type { Launch } from './task-process';

export interface LaunchOptions {
  /** The program of the image on this machine: container/dist/main.js. */
  readonly program: string;
  /** What ends a process when the engine is gone: local/dist/task-guard.js. */
  readonly guard: string;
  /** What makes an SDK talk to the cloud of this machine. */
  readonly cloud: Readonly<Record<string, string>>;
  /** How much faster than real the clock of the stack is. */
  readonly speed: number;
  /** What any program on this machine needs to start. */
  readonly host: Readonly<Record<string, string>>;
}

/** What a task is told here instead of, or besides, what the template says; each has a reason. */
export function localSettings({ environment }: Container, speed: number): Record<string, string> {
  const seconds = Number(environment.IMAGE_CLASSIFIER_CLOUDWATCH_SECONDS);
  return {
    // Many tasks share this machine, and nobody else shall reach them.
    IMAGE_CLASSIFIER_HOST: '127.0.0.1',
    IMAGE_CLASSIFIER_PORT: '0',
    // The optimised model is made once and found again.
    IMAGE_CLASSIFIER_CACHE_DIRECTORY: join(tmpdir(), 'image-classifier-local'),
    ...(seconds > 0 && { IMAGE_CLASSIFIER_CLOUDWATCH_SECONDS: String(Math.max(1, Math.round(seconds / speed))) }),
  };
}

/** A task as a plain process of Node.js. */
export function processLaunch(container: Container, options: LaunchOptions): () => Launch {
  const { program, guard, cloud, speed, host } = options;
  return () => ({
    file: process.execPath,
    args: ['--require', guard, program, ...(container.command.length > 0 ? container.command : ['serve'])],
    environment: { ...host, ...container.environment, ...localSettings(container, speed), ...cloud },
  });
}
