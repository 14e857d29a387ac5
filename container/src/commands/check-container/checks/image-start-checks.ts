import { setTimeout as pause } from 'node:timers/promises';
import { type Check, failed, NoAnswer, passed, skipped, type Verdict } from '../check';
import type { RunningContainer, StartOptions } from '../engine';
import { type ImageTarget, lastWords, startServe, untilReady } from '../image-target';
import { invoke, isSuccess } from '../target';

const strangeWord = 'check-container-no-such-command';

const refusesWords: Check<ImageTarget> = {
  id: 'unknown-argument',
  title: 'An argument that is not serve ends it with an exit code other than 0',
  rule: 'SageMaker passes serve (or train): anything else must end with a message, not start a server that nobody asked for.',
  needs: ['ready'],
  async run(target) {
    const container = await startServe(target, { words: [strangeWord] }).catch((error: unknown) => {
      // An engine that cannot even start the word as a program has refused it as well.
      if (error instanceof NoAnswer) return undefined;
      throw error;
    });
    if (!container) return passed('the engine refuses it');
    try {
      const code = await endOf(container, target.refuseWithinMs);
      if (code !== undefined && code !== 0) return passed(`exit code ${code}`);
      return failed(
        code === 0 ? 'It ended with exit code 0, as if all were well.' : 'It ignores the argument and keeps running.',
        'Look at the first argument: start the server for serve, print the usage and exit with 64 (or 1) otherwise.',
      );
    } finally {
      await container.remove();
    }
  },
};

const otherPort = 18_080;

/** One more start, in a stricter place than the last. */
function startsWith(
  id: string,
  title: string,
  rule: string,
  remedy: string,
  options: Partial<StartOptions>,
): Check<ImageTarget> {
  return {
    id,
    title,
    rule,
    needs: ['ready'],
    async run(target) {
      let container: RunningContainer | undefined;
      try {
        container = await startServe(target, options);
        return await usable(container, target);
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error;
        return error.code === 'NOWAY' ? skipped(error.message) : failed(error.message, remedy);
      } finally {
        await container?.remove();
      }
    },
  };
}

async function usable(container: RunningContainer, target: ImageTarget): Promise<Verdict> {
  const milliseconds = await untilReady(container, target);
  if (!target.multiModel) {
    const answer = await invoke({ ...target, url: container.url });
    if (!isSuccess(answer))
      throw new NoAnswer(
        `It is ready, but POST /invocations answered ${answer.status}. Its last words: ${await lastWords(container)}`,
        '',
        'INVOCATIONS',
      );
  }
  return passed(`ready after ${(milliseconds / 1000).toFixed(1)} s`);
}

const writable = 'Write under /tmp only, and make every file of the image readable for everybody (chmod -R a+rX).';

export const imageStartChecks = [
  refusesWords,
  startsWith(
    'bind-to-port',
    `With SAGEMAKER_BIND_TO_PORT=${otherPort} it listens there`,
    'SageMaker: containers of multi-container endpoints and pipelines listen at SAGEMAKER_BIND_TO_PORT.',
    'Read SAGEMAKER_BIND_TO_PORT at the start and listen there instead of at 8080.',
    {
      port: otherPort,
      environment: { SAGEMAKER_BIND_TO_PORT: String(otherPort), SAGEMAKER_SAFE_PORT_RANGE: '18081-18090' },
    },
  ),
  startsWith(
    'as-root',
    'It works as root, on a file system that it cannot write',
    'SageMaker expects to run containers as root; /opt/ml/model is read-only.',
    writable,
    { user: '0:0', readOnly: true },
  ),
  startsWith(
    'as-any-user',
    'It works as any user, on a file system that it cannot write, without a network',
    'SageMaker serverless runs images with restricted permissions; network isolation forbids every outbound call.',
    `${writable} Download nothing at the start: models and code belong into the image or /opt/ml/model.`,
    { user: '4242:4242', readOnly: true, isolated: true },
  ),
] as const;

/** The exit code, or nothing where it still runs after the time. */
export async function endOf(
  container: { exitCode(): Promise<number | undefined> },
  limitMs: number,
): Promise<number | undefined> {
  const start = performance.now();
  for (;;) {
    const code = await container.exitCode();
    if (code !== undefined || performance.now() - start > limitMs) return code;
    await pause(100);
  }
}
