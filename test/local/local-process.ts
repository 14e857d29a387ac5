import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(__dirname, '../../bin/image-classifier.js');

/** `image-classifier local` as a user runs it, without a terminal. */
export class LocalProcess {
  readonly lines: string[] = [];
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  errors = '';

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, [program, 'local', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on('line', (line) => this.lines.push(line));
    this.child.stderr?.on('data', (data) => {
      this.errors += data;
    });
    this.exited = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
  }

  get output(): string {
    return this.lines.join('\n');
  }

  /** The first part of a line that fits, as soon as there is one. */
  async line(pattern: RegExp, seconds = 60): Promise<RegExpExecArray> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const found = pattern.exec(this.output);
      if (found) return found;
      if (Date.now() > end || this.child.exitCode !== null) {
        throw new Error(`no line ${pattern} in\n${this.output}\n${this.errors}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** A command as it is written where the input is no terminal. */
  say(command: string): void {
    this.child.stdin?.write(`${command}\n`);
  }
}
