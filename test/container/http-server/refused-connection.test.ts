import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { type ServerProcess, startTinyServer } from '../server-process';

let server: ServerProcess;

beforeAll(async () => {
  server = await startTinyServer({}, { IMAGE_CLASSIFIER_PROCESSES: '1' });
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

/** A refusal that needs no look at the body. */
const head = (length: number, more = '') =>
  `POST /classify HTTP/1.1\r\nHost: x\r\nContent-Type: text/css\r\nContent-Length: ${length}\r\n${more}\r\n`;

async function dial(): Promise<{ socket: Socket; read: () => string; closed: Promise<unknown> }> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  return { socket, read: () => text, closed: once(socket, 'close') };
}

async function answers(read: () => string, count: number): Promise<string> {
  while (read().split('HTTP/1.1 ').length <= count) await new Promise((resolve) => setTimeout(resolve, 5));
  return read();
}

test('a refused caller keeps the connection for the next request, where the rest of the body is short', async () => {
  const { socket, read } = await dial();
  socket.write(head(1000));
  expect(await answers(read, 1)).toContain('415 Unsupported Media Type');
  socket.write('x'.repeat(1000));
  socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
  const [, refusal, probe] = (await answers(read, 2)).split('HTTP/1.1 ');
  expect(refusal).toContain('Connection: keep-alive');
  expect(probe).toContain('200 OK');
  socket.destroy();
});

test('who then never sends the rest is cut off', async () => {
  const { socket, read, closed } = await dial();
  socket.write(head(1000));
  await answers(read, 1);
  const answered = performance.now();
  await closed;
  expect(performance.now() - answered).toBeLessThan(5000);
});

test.each([
  ['a long body', head(5_000_000)],
  ['a body that waits to be asked for', head(1000, 'Expect: 100-continue\r\n')],
])('after a refusal of %s the connection ends', async (_, request) => {
  const { socket, read, closed } = await dial();
  socket.write(request);
  expect(await answers(read, 1)).toContain('Connection: close');
  socket.end();
  await closed;
});

test('who sends no HTTP and keeps its side of the connection open is let go', async () => {
  const descriptors = () => readdirSync(`/proc/${server.child.pid}/fd`).length;
  const before = descriptors();
  const sockets = Array.from({ length: 20 }, () =>
    connect({ port: Number(new URL(server.url).port), host: '127.0.0.1', allowHalfOpen: true }),
  );
  await Promise.all(
    sockets.map(async (socket) => {
      socket.write('this is no HTTP\r\n\r\n');
      await once(socket.resume(), 'end');
    }),
  );
  expect(descriptors()).toBeGreaterThan(before + 10);
  const end = Date.now() + 4000;
  while (descriptors() > before + 10 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(descriptors()).toBeLessThan(before + 10);
  for (const socket of sockets) socket.destroy();
});
