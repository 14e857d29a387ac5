import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type FunctionName, type FunctionSettings, toFunctionEnvironment } from '../../lib/contracts/functions';

const root = join(__dirname, '../..');

/** A built Lambda function in a process of its own, with nothing in its environment but what it is told. */
export class FunctionProcess {
  private readonly waiting = new Map<number, (answer: { value?: unknown; error?: string }) => void>();
  private calls = 0;
  /** Its exit code, once it ended. */
  readonly ended: Promise<number | null>;
  /** What it wrote to its log. */
  said = '';

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

  /** Rejects as the function does. */
  async invoke<T>(event: object): Promise<T> {
    this.calls += 1;
    const id = this.calls;
    const answer = new Promise<{ value?: unknown; error?: string }>((resolve) => this.waiting.set(id, resolve));
    this.child.stdin?.write(`${JSON.stringify({ id, event })}\n`);
    const { value, error } = await answer;
    if (error !== undefined) throw new Error(error);
    return value as T;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
