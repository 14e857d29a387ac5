import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../container/temporary-folder';
import { writeAssembly } from './assembly-files';
import { LocalProcess } from './local-process';
import { isAlive } from './process-table';

const program = join(__dirname, '../../bin/image-classifier.js');
/** Starts what it is told, says its process id, and lives until it is killed. */
const starting = `
  const { pid } = require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' });
  process.stdout.write('engine ' + pid + ' ');
  setInterval(() => {}, 1000);
`;

const folder = temporaryFolder();
const app = () => writeAssembly({ stacks: { shop: { Resources: { Jobs: { Type: 'AWS::SQS::Queue' } } } } });

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 40_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('an engine ends when the program that started it was killed, although nobody closed its input or its output', async () => {
  const args = ['-e', starting, program, 'local', '--app', app(), '--port', '0'];
  const starter = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  starter.stdout.on('data', (text) => {
    output += text;
  });
  await until(() => output.includes('submitted 0'));
  const engine = Number(/engine (\d+) /.exec(output)?.[1]);
  expect(isAlive(engine)).toBe(true);
  starter.kill('SIGKILL');
  await until(() => !isAlive(engine));
});

test('an engine that is heard by a program ends with SIGHUP, at once', async () => {
  const engine = new LocalProcess(['--app', app(), '--port', '0']);
  await engine.line(/submitted 0/);
  engine.child.kill('SIGHUP');
  expect(await engine.exited).toBe(129);
});

test('one from file to file, as under nohup, goes on after SIGHUP, until it is told to end', async () => {
  const output = join(folder, 'output');
  const file = openSync(output, 'w');
  const args = [program, 'local', '--app', app(), '--port', '0'];
  // So does nohup where it finds a terminal: an input that cannot be read.
  const input = openSync('/dev/null', 'w');
  const engine = spawn(process.execPath, args, { stdio: [input, file, file] });
  const ended = once(engine, 'close');
  await until(() => readFileSync(output, 'utf8').includes('submitted 0'));
  engine.kill('SIGHUP');
  engine.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(readFileSync(output, 'utf8')).toMatch(/lost 0/);
});
