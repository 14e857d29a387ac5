import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FunctionModel } from '../../assembly/model';
import type { Invocation, Outcome } from '../../function-process';

export interface FunctionHostOptions {
  /** The folder of the built engine. */
  readonly root: string;
  readonly cloud: Readonly<Record<string, string>>;
  /** What any program on this machine needs to start. */
  readonly host: Readonly<Record<string, string>>;
  /** Where the packages are that the runtime of AWS has built in: the AWS SDK. */
  readonly packages: readonly string[];
  readonly onLine: (line: string) => void;
}

/** As many runs of one function at once; more wait. */
const concurrency = 4;

/** Runs one function of the stack in processes of its own, kept warm between calls. */
export class FunctionHost {
  private readonly idle: ChildProcess[] = [];
  private readonly all = new Set<ChildProcess>();
  private readonly waiting: (() => void)[] = [];
  private busy = 0;

  constructor(
    private readonly model: FunctionModel,
    private readonly options: FunctionHostOptions,
  ) {}

  /** @throws Error when the function throws, ends its process or takes longer than it may */
  async invoke(event: unknown): Promise<unknown> {
    while (this.busy >= concurrency) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.busy += 1;
    const child = this.idle.pop() ?? this.start();
    try {
      const outcome = await this.run(child, event);
      this.idle.push(child);
      if ('error' in outcome) throw new Error(`${this.model.name}: ${outcome.error}`);
      return outcome.result;
    } finally {
      this.busy -= 1;
      this.waiting.shift()?.();
    }
  }

  stop(): void {
    for (const child of this.all) child.kill('SIGKILL');
  }

  private run(child: ChildProcess, event: unknown): Promise<Outcome> {
    const { arn, name, timeoutSeconds } = this.model;
    const deadline = Date.now() + timeoutSeconds * 1000;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        child.removeAllListeners('message').removeListener('exit', gone);
        settle();
      };
      const gone = () => end(() => reject(new Error(`${name}: its process ended`)));
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        end(() => reject(new Error(`${name}: timed out after ${timeoutSeconds} s`)));
      }, timeoutSeconds * 1000);
      child.once('message', (outcome: Outcome) => end(() => resolve(outcome))).once('exit', gone);
      child.send({ id: randomUUID(), event, deadline, arn } satisfies Invocation);
    });
  }

  private start(): ChildProcess {
    const { folder, handler, environment, name, memoryMiB } = this.model;
    const { root, cloud, host, packages, onLine } = this.options;
    const runtime = { AWS_LAMBDA_FUNCTION_NAME: name, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMiB) };
    const child = fork(join(root, 'function-process.js'), [folder, handler], {
      env: { ...host, NODE_PATH: packages.join(':'), ...runtime, ...environment, ...cloud },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Signals of the terminal are the engine's to act on.
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', onLine);
    this.all.add(child);
    child.once('exit', () => {
      this.all.delete(child);
      const place = this.idle.indexOf(child);
      if (place >= 0) this.idle.splice(place, 1);
    });
    return child;
  }
}
