import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { isHeard } from '../../local/src/starter';
import { writeAssembly } from './assembly-files';
import { isAlive } from './process-table';

const program = join(__dirname, '../../bin/image-classifier.js');
/** Starts what it is told, says its process id, and lives until it is killed. */
const starting = `
  const { pid } = require('node:child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' });
  process.stdout.write('engine ' + pid + ' ');
  setInterval(() => {}, 1000);
`;

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 40_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('an engine ends when the program that started it was killed, although nobody closed its input or its output', async () => {
  const app = writeAssembly({ stacks: { shop: { Resources: { Jobs: { Type: 'AWS::SQS::Queue' } } } } });
  const args = ['-e', starting, program, 'local', '--app', app, '--port', '0'];
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

test('one whose input and output are files, as under nohup, is meant to live on', () => {
  const file = openSync(__filename, 'r');
  expect(isHeard(file, openSync('/dev/null', 'r+'))).toBe(false);
});
