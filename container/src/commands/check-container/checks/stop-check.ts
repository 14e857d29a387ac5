import { setTimeout as pause } from 'node:timers/promises';
import { type Check, failed, passed } from '../check';
import type { RunningContainer } from '../engine';
import { lastWords } from '../image-target';
import { invoke, isSuccess, type Target } from '../target';
import { endOf } from './image-start-checks';

export interface StopTarget {
  readonly container: RunningContainer;
  readonly target: Target;
  readonly multiModel: boolean;
  /** When it would be killed. */
  readonly limitMs: number;
}

/** The last check of a container: it is gone afterwards. */
export const stops: Check<StopTarget> = {
  id: 'sigterm',
  title: 'SIGTERM ends it within 30 s with exit code 0, and the request in work is answered',
  rule: 'SageMaker sends SIGTERM and, 30 s later, SIGKILL: on every update and scale-in.',
  needs: ['ready'],
  async run({ container, target, multiModel, limitMs }) {
    const inWork = multiModel ? Promise.resolve(true) : invoke(target).then(isSuccess, () => false);
    await pause(50);
    const start = performance.now();
    await container.terminate();
    const code = await endOf(container, limitMs);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (code === undefined)
      return failed(
        `It still runs ${limitMs / 1000} s after SIGTERM.`,
        'Handle SIGTERM in the first process: as process 1 it is ignored unless somebody listens for it.',
      );
    if (code !== 0)
      return failed(
        `It ended with exit code ${code} after ${seconds} s. Its last words: ${await lastWords(container)}`,
        'Handle SIGTERM: stop accepting, finish what was accepted, then exit with 0.',
      );
    if (!(await inWork))
      return failed(
        'The request that was in work when SIGTERM came got no answer.',
        'Finish what was accepted before the server ends.',
      );
    return passed(`${seconds} s`);
  },
};
