import { type ChildProcess, fork } from 'node:child_process';

/** A program of the benchmark in a process of its own: it answers one question after the other. */
export class Child<Question extends object, Reply> {
  private constructor(private readonly process: ChildProcess) {}

  /** Starts `program`, a TypeScript file, and waits for its word that it is ready. */
  static async start<Question extends object, Reply>(program: string, setup: object): Promise<Child<Question, Reply>> {
    const child = new Child<Question, Reply>(fork(program, [], { serialization: 'advanced' }));
    await child.send(setup);
    return child;
  }

  get pid(): number {
    return this.process.pid as number;
  }

  ask(question: Question): Promise<Reply> {
    return this.send(question) as Promise<Reply>;
  }

  stop(): void {
    this.process.disconnect();
  }

  private send(message: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const died = (code: number | null) => reject(new Error(`${this.process.spawnargs[1]} ended with ${code}`));
      this.process.once('exit', died);
      this.process.once('message', (reply) => {
        this.process.off('exit', died);
        resolve(reply);
      });
      this.process.send(message);
    });
  }
}

/** The child's end: the first message is its setup, every further one a question. */
export function answerParent<Setup, Question>(
  open: (setup: Setup) => Promise<(question: Question) => Promise<unknown>>,
): void {
  process.once('message', (setup: Setup) => {
    void open(setup).then((answer) => {
      process.on('message', (question: Question) => void answer(question).then((reply) => process.send?.(reply)));
      process.send?.('ready');
    });
  });
  process.on('disconnect', () => process.exit(0));
}
