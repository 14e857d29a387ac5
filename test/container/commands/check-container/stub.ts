import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Check, Verdict } from '../../../../container/src/commands/check-container/check';
import { chosen, runChecks } from '../../../../container/src/commands/check-container/check';
import { smallPicture } from '../../../../container/src/commands/check-container/payload';
import type { Target } from '../../../../container/src/commands/check-container/target';

export const stubProgram = join(__dirname, 'stub-server.js');
const running: ChildProcess[] = [];

/** A server in a process of its own that has these faults. */
export async function startStub(...faults: string[]): Promise<Target> {
  const environment = { ...process.env, STUB_PORT_8080: '0' };
  const child = spawn(process.execPath, [stubProgram, 'serve', faults.join(',')], {
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.push(child);
  const port = await new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).once('line', (line) => resolve(line.slice('port '.length)));
  });
  const url = `http://127.0.0.1:${port}`;
  return { url, payload: smallPicture, contentType: 'image/png', modelUrl: '/stub/models/one/model' };
}

export async function stopStubs(): Promise<void> {
  const ended = running.map(
    (child) => child.exitCode ?? child.signalCode ?? new Promise((resolve) => child.once('exit', resolve)),
  );
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await Promise.all(ended);
}

/** The verdict of one check of a list, after those that it needs. */
export async function verdictOf(id: string, checks: readonly Check<Target>[], target: Target): Promise<Verdict> {
  const findings = await runChecks(chosen(checks, [id]), target, () => {});
  const finding = findings.find((found) => found.id === id);
  if (!finding) throw new Error(`There is no check ${id}`);
  return finding.verdict;
}
