import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type FunctionName, type FunctionSettings, toFunctionEnvironment } from '../../lib/contracts/functions';

const root = join(__dirname, '../..');

interface Answer {
  readonly value?: unknown;
  readonly error?: string;
  readonly megabytes?: number;
}

/** A built Lambda function in a process of its own, with nothing in its environment but what it is told. */
export class FunctionProcess {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private calls = 0;
  /** Its exit code, once it ended. */
  readonly ended: Promise<number | null>;
  /** What it wrote to its log. */
  said = '';
  /** The most memory it has had until now, as the system counts it. */
  megabytes = 0;

  private constructor(private readonly child: ChildProcess) {
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    child.stderr?.on('data', (chunk) => {
      this.said += chunk;
    });
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const { id, ...answer } = JSON.parse(line);
      this.waiting.get(id)?.(answer);
      this.waiting.delete(id);
    });
  }

  static start<N extends FunctionName>(
    name: N,
    settings: FunctionSettings<N>,
    cloud: Record<string, string>,
  ): FunctionProcess {
    const words = [join(__dirname, 'function-runner.js'), join(root, 'dist/lambda', name, 'index.js')];
    const env = { ...cloud, ...toFunctionEnvironment(name, settings) };
    return new FunctionProcess(
      spawn(process.execPath, words, { env, stdio: ['pipe', 'pipe', process.env.DEBUG ? 'inherit' : 'pipe'] }),
    );
  }

  /**
   * Rejects as the function does.
   *
   * @param seconds the time that the platform gives it
   */
  async invoke<T>(event: object, seconds?: number): Promise<T> {
    this.calls += 1;
    const id = this.calls;
    const answer = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    this.child.stdin?.write(`${JSON.stringify({ id, event, seconds })}\n`);
    const { value, error, megabytes } = await answer;
    this.megabytes = megabytes ?? this.megabytes;
    if (error !== undefined) throw new Error(error);
    return value as T;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
