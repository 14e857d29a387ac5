import type { RequestListener } from 'node:http';
import { fetcherFor, type PictureHost, startPictureHost } from './picture-host';

let host: PictureHost | undefined;
afterEach(() => host?.close());

async function startHost(listener: RequestListener): Promise<PictureHost> {
  host = await startPictureHost(listener);
  return host;
}

const failing = (id: string) => expect.objectContaining({ id });

test('a body over the limit is cut off when its length is announced, and when it is not', async () => {
  let sent = 0;
  let closed: Promise<unknown> = Promise.resolve();
  const { network } = await startHost((request, response) => {
    closed = new Promise((resolve) => response.once('close', resolve));
    if (request.url === '/announced') {
      response.writeHead(200, { 'Content-Length': 1e12 }).write('a');
      return;
    }
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) sent += 65_536;
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  const { fetch, empty } = fetcherFor(network);
  for (const path of ['/announced', '/endless']) {
    await expect(fetch(`http://shop.example${path}`)).rejects.toEqual(failing('image-too-large'));
    await closed;
  }
  expect(sent).toBeLessThan(50_000_000);
  expect(empty()).toBe(true);
});

test.each<[string, RequestListener]>([
  ['says nothing', () => {}],
  ['stops in the middle', (_, response) => response.writeHead(200).write('bytes')],
  [
    'sends a byte at a time',
    (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('a'), 10);
      response.once('close', () => clearInterval(timer));
    },
  ],
  [
    'sends header fields without end',
    ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('X: y\r\n'), 10);
      socket.once('close', () => clearInterval(timer));
    },
  ],
  [
    'leads in circles slowly',
    (request, response) => {
      setTimeout(() => response.writeHead(302, { Location: request.url }).end(), 90);
    },
  ],
])('a host that %s is cut off when the time is over', async (_, listener) => {
  let closed: Promise<unknown> = Promise.resolve();
  const { network } = await startHost((request, response) => {
    closed = new Promise((resolve) => request.socket.once('close', resolve));
    listener(request, response);
  });
  const { fetch, empty } = fetcherFor(network, { timeoutMs: 250 });
  const startedAt = performance.now();
  await expect(fetch('http://shop.example/')).rejects.toEqual(failing('url-too-slow'));
  expect(performance.now() - startedAt).toBeLessThan(3000);
  await closed;
  expect(empty()).toBe(true);
});

test('a look-up that never ends is cut off too', async () => {
  const network = {
    resolve: (_: string, signal: AbortSignal) =>
      new Promise<string[]>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  };
  await expect(fetcherFor(network, { timeoutMs: 100 }).fetch('http://shop.example/')).rejects.toEqual(
    failing('url-too-slow'),
  );
});

test("the caller's own deadline counts when it is nearer", async () => {
  const { network } = await startHost(() => {});
  const { signal } = new AbortController();
  await expect(fetcherFor(network).fetch('http://shop.example/', signal, 100)).rejects.toEqual(
    failing('deadline-exceeded'),
  );
});

test('a caller who hangs up takes the connection along', async () => {
  const caller = new AbortController();
  let closed: Promise<unknown> = Promise.resolve();
  const { network } = await startHost(({ socket }) => {
    closed = new Promise((resolve) => socket.once('close', resolve));
    caller.abort();
  });
  await expect(fetcherFor(network).fetch('http://shop.example/', caller.signal)).rejects.toThrow();
  await closed;
});

test('only so many pictures are on their way at once', async () => {
  const waiting: (() => void)[] = [];
  const { network } = await startHost((_, response) => waiting.push(() => response.end('bytes')));
  const { fetch } = fetcherFor(network, { most: 2 });
  const under = [fetch('http://shop.example/1'), fetch('http://shop.example/2')];
  await expect(fetch('http://shop.example/3')).rejects.toEqual(failing('server-overloaded'));
  while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  for (const end of waiting.splice(0)) end();
  expect((await Promise.all(under)).map(String)).toEqual(['bytes', 'bytes']);
  const next = fetch('http://shop.example/4');
  while (waiting.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  waiting[0]();
  expect(String(await next)).toBe('bytes');
});
