import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { until } from '../../until';
import { plainPicture } from '../pictures';
import { startTinyServer } from '../server-process';

const main = join(__dirname, '..', '..', '..', 'container', 'dist', 'main.js');

function post(url: string, body: Buffer): Promise<Response> {
  return fetch(`${url}/classify`, { method: 'POST', body: new Uint8Array(body) });
}

test('SIGTERM: everything in flight is answered, then the exit code is 0', async () => {
  const server = await startTinyServer();
  const picture = await plainPicture('#00ff00');
  server.pause();
  const answers = Array.from({ length: 12 }, () => post(server.url, picture));
  await server.holds(12);
  const exitCode = server.stop();
  server.resume();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses).toEqual(new Array(12).fill(200));
  expect(await exitCode).toBe(0);
  await expect(fetch(`${server.url}/ping`)).rejects.toThrow();
});

test('SIGTERM: readiness says no while new requests are still served, SageMaker hears yes', async () => {
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_READINESS_GRACE_SECONDS: '3' });
  const picture = await plainPicture('#00ff00');
  const exitCode = server.stop();
  await until(async () => (await fetch(`${server.url}/health/ready`)).status === 503);
  expect((await fetch(`${server.url}/ping`)).status).toBe(200);
  expect((await post(server.url, picture)).status).toBe(200);
  expect(await exitCode).toBe(0);
});

test('SIGTERM: what cannot be finished in time is answered, not dropped', async () => {
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_DRAIN_SECONDS: '0.2', IMAGE_CLASSIFIER_MAX_BATCH: '1' });
  const picture = await plainPicture('#00ff00');
  server.pause();
  const answers = Array.from({ length: 8 }, () => post(server.url, picture));
  await server.holds(8);
  const exitCode = server.stop();
  const late = await Promise.all(answers);
  server.resume();
  for (const response of late) expect((await response.json()).failure.id).toBe('server-draining');
  expect(await exitCode).toBe(0);
});

test('SIGTERM: a body that is still on its way when time is up gets an answer', async () => {
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_DRAIN_SECONDS: '1' });
  let answer = '';
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.write('POST /classify HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\nhalf');
  await until(() => answer.startsWith('HTTP/1.1 100 '));
  expect(await server.stop()).toBe(0);
  expect(answer).toMatch(/\r\n\r\nHTTP\/1.1 503 [\s\S]*"id":"server-draining"/);
});

test('SIGTERM before the model is open ends the server with exit code 0', async () => {
  const child = spawn(process.execPath, [main, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exitCode = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGTERM');
  expect(await exitCode).toBe(0);
});
