import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(__dirname, '..', '..', '..', 'bin', 'image-classifier.js');

test('the demo recognises its ten drawings on a machine with room for few at once, shows the page, and ends at Ctrl-C; a taken port is no obstacle', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  const cache = mkdtempSync(join(tmpdir(), 'demo-'));
  const child = spawn(process.execPath, [program, 'demo', '--port', String(port)], {
    env: { ...process.env, IMAGE_CLASSIFIER_CACHE_DIRECTORY: cache, IMAGE_CLASSIFIER_MAX_WAITING: '5' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const exitCode = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const found = /on the page: {2}(\S+)\//.exec(output);
      if (found) resolve(found[1]);
    });
  });
  expect(output).toMatch(/\n(9|10) of 10 right\./);
  expect(url).not.toBe(`http://127.0.0.1:${port}`);
  expect(await (await fetch(url)).text()).toContain('<!doctype html>');
  child.kill('SIGINT');
  expect(await exitCode).toBe(0);
  other.close();
});
