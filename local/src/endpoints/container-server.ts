import { Agent, type IncomingMessage, request } from 'node:http';
import type { Launch } from '../engine/tasks/task-process';
import { TaskProcess } from '../engine/tasks/task-process';
import type { Answer } from './invocation';

export interface ContainerServerOptions {
  readonly name: string;
  readonly launch: Launch;
  readonly port: number;
  /** How long it may take until it answers /ping. */
  readonly startSeconds: number;
  readonly onLine: (line: string) => void;
}

export interface ContainerRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
}

const pingEveryMs = 50;
/** SageMaker takes a container that does not answer a ping in this time for ill. */
const pingSeconds = 2;
/** After SIGTERM SageMaker waits so long. */
const stopSeconds = 30;

/** The server of one container: a real process that listens where SageMaker would have told it to. */
export class ContainerServer {
  readonly name: string;
  /** Resolves when it answered /ping with 200. */
  readonly ready: Promise<void>;
  private readonly task: TaskProcess;
  private readonly agent = new Agent({ keepAlive: true });
  private gone = false;

  constructor(private readonly options: ContainerServerOptions) {
    this.name = options.name;
    this.task = new TaskProcess(options.launch, options.onLine);
    this.ready = this.wait();
    this.ready.catch(() => {});
    void this.task.exited.then(() => {
      this.gone = true;
    });
  }

  get exited(): Promise<number | NodeJS.Signals | null> {
    return this.task.exited;
  }

  /** The id of its process. */
  get pid(): number | undefined {
    return this.task.pid;
  }

  /** @throws Error when no answer came */
  call({ method, path, headers = {}, body, signal }: ContainerRequest): Promise<Answer> {
    const { port, name } = this.options;
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: this.agent, signal });
      sent.once('error', reject);
      sent.once('response', (reply: IncomingMessage) => {
        // A caller that is gone meanwhile ends the answer; nobody is left to hear of it.
        reply.on('error', () => {});
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: reply, container: name });
      });
      sent.end(body);
    });
  }

  async stop(): Promise<void> {
    await this.task.stop(stopSeconds);
    this.agent.destroy();
  }

  kill(): void {
    this.task.kill();
    this.agent.destroy();
  }

  private async wait(): Promise<void> {
    const { startSeconds, name } = this.options;
    const end = Date.now() + startSeconds * 1000;
    while (Date.now() < end) {
      if (this.gone) {
        const told = this.task.last.map((line) => `\n  ${line}`).join('');
        throw new Error(`${name} ended with ${(await this.exited) ?? 'no exit code'} before it was ready${told}`);
      }
      if (await this.answersPing()) return;
      await new Promise((resolve) => setTimeout(resolve, pingEveryMs));
    }
    throw new Error(`${name} did not answer /ping with 200 within ${startSeconds} s`);
  }

  private async answersPing(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(pingSeconds * 1000);
      const { status, body } = await this.call({ method: 'GET', path: '/ping', signal });
      body.resume();
      return status === 200;
    } catch {
      return false;
    }
  }
}

/** All of an answer's body. */
export async function bodyOf({ body }: Pick<Answer, 'body'>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
