import { join } from 'node:path';
import { readAssembly } from './assembly/cloud-assembly';
import { readModel } from './assembly/read-model';
import { synthesize } from './assembly/synthesis';
import { parseCommandLine, usage } from './command-line';
import type { Engine } from './engine/engine';
import { Drawings } from './engine/flash-sale/drawings';
import { containerClientEnvironment, programEnvironment } from './host-environment';
import { LocalFailure } from './local-failures';
import { runLocal, serverProgram } from './run-local';
import { Session } from './session';
import { isHeard, onStarterGone } from './starter';
import { hearCommands } from './view/commands';
import { introduction } from './view/introduction';
import { modelLines, notSimulatedLines } from './view/summary';
import { TerminalView } from './view/terminal-view';

/** What shells say of a program that SIGHUP ended. */
const hungUp = 129;

/** `image-classifier local`: the only place that reads arguments, environment and signals. */
async function main(): Promise<number> {
  const options = parseCommandLine(process.argv.slice(3));
  if (!options) {
    process.stdout.write(usage);
    return 0;
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 5)) {
    throw new LocalFailure('local-not-installed', `This is Node.js ${process.versions.node}.`);
  }
  const project = join(__dirname, '..', '..');
  const host = programEnvironment(process.env);
  const client = containerClientEnvironment(process.env);
  const drawings = new Drawings({ program: serverProgram(project), host });
  // Drawn while the app synthesizes; where that goes wrong, the sale itself tells of it.
  if (options.flash > 0 && !options.list) drawings.files(options.flash).catch(() => undefined);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const app = await synthesize(options.app, { output: 'cdk.out', environment: process.env, say });
  const synthesized = readAssembly(app, options.stack);
  if (options.list) {
    const model = readModel(synthesized, { endpoint: 'http://127.0.0.1:0', site: 'http://127.0.0.1:0' });
    process.stdout.write(`${[...modelLines(model), ...notSimulatedLines(model)].join('\n')}\n`);
    return 0;
  }
  const view = new TerminalView(process.stdout);
  const verbose = process.env.IMAGE_CLASSIFIER_LOCAL_LOG !== undefined;
  const onLine = (from: string, line: string) => {
    if (verbose || isTrouble(line)) view.say(`${from}: ${line.slice(0, 500)}`);
  };
  const onSale = (line: string) => view.say(line);
  let engine: Engine | undefined;
  process.on('exit', () => engine?.kill());
  endWithListener();
  const interrupted = () => process.exit(130);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupted);
  const onEngine = (made: Engine) => {
    engine = made;
  };
  const stack = await runLocal(synthesized, {
    ...options,
    project,
    drawings,
    host,
    client,
    say: onSale,
    onLine,
    onEngine,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
  const session = new Session(stack, view, options);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => session.quit());
  for (const line of introduction(stack, options)) view.say(line);
  hearCommands(process.stdin, (command) => session.act(command));
  const { lost, wrong } = await session.run();
  return lost + wrong > 0 ? 1 : 0;
}

/** Ends once nobody is there any more who could end it, or read what it says; from file to file it goes on. */
function endWithListener(): void {
  if (!isHeard(process.stdin.fd, process.stdout.fd)) {
    // Node.js ends at this signal even where `nohup` had it ignored, unless somebody listens.
    process.on('SIGHUP', () => {});
    return;
  }
  const end = () => process.exit(hungUp);
  process.on('SIGHUP', end);
  onStarterGone(() => process.ppid, end);
}

/** Warnings and errors of the server's log, and whatever is no log line at all. */
function isTrouble(line: string): boolean {
  if (!line.startsWith('{')) return line.trim() !== '';
  return /"level":("(warn|error|fatal)"|[456]0)/.test(line);
}

// A reader that has seen enough, such as `head`, is no mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 74));

main().then(
  (exitCode) => process.exit(exitCode),
  (error) => {
    const expected = error instanceof LocalFailure;
    process.stderr.write(`${expected ? error.message : (error as Error).stack}\n`);
    process.exit(expected ? error.exitCode : 70);
  },
);
