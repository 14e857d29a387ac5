import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { fetcherFor, type PictureHost, publicAddress, startPictureHost } from './picture-host';

let host: PictureHost | undefined;
afterEach(() => host?.close());

async function startHost(listener: RequestListener, names?: Record<string, string[][]>): Promise<PictureHost> {
  host = await startPictureHost(listener, names);
  return host;
}

const redirect =
  (location: string, status = 302): RequestListener =>
  (_, response) =>
    response.writeHead(status, { Location: location }).end();
const failing = (id: string) => expect.objectContaining({ id });

test('fetches the bytes behind a URL from the address that was checked, and sends nothing it need not', async () => {
  let seen: IncomingHttpHeaders = {};
  const { network, looked, dialled } = await startHost((request, response) => {
    seen = request.headers;
    response.setHeader('Set-Cookie', 'a=b').end(`bytes of ${request.url}`);
  });
  const { fetch, empty } = fetcherFor(network);
  expect(String(await fetch('http://shop.example/a.jpg?b=1#c'))).toBe('bytes of /a.jpg?b=1');
  expect([looked, dialled]).toEqual([['shop.example'], [`${publicAddress}:80`]]);
  expect(seen).toEqual({
    host: 'shop.example',
    accept: 'image/*',
    'accept-encoding': 'identity',
    'user-agent': 'image-classifier/test',
    connection: 'close',
  });
  await fetch('http://shop.example/again');
  expect(seen.cookie).toBeUndefined();
  expect(empty()).toBe(true);
});

test.each([
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://inner.example/',
  'http://mixed.example/',
  'http://metadata.example/',
])('connects to nothing for %s', async (url) => {
  const names = {
    'inner.example': [['10.0.0.8']],
    'mixed.example': [[publicAddress, '127.0.0.1']],
    'metadata.example': [['fd00:ec2::254']],
  };
  const { network, dialled } = await startHost((_, response) => response.end('secret'), names);
  await expect(fetcherFor(network).fetch(url)).rejects.toEqual(failing('url-refused'));
  expect(dialled).toEqual([]);
});

test('follows a name that changes its answer no further: what was checked is what is connected to', async () => {
  const names = { 'rebind.example': [[publicAddress], ['127.0.0.1']] };
  const { network, looked, dialled } = await startHost((_, response) => response.end('bytes'), names);
  const { fetch } = fetcherFor(network);
  expect(String(await fetch('http://rebind.example/'))).toBe('bytes');
  expect([looked.length, dialled]).toEqual([1, [`${publicAddress}:80`]]);
  await expect(fetch('http://rebind.example/')).rejects.toEqual(failing('url-refused'));
  expect(dialled).toHaveLength(1);
});

test('a redirect back to a name that now means an inner address is refused', async () => {
  const names = { 'rebind.example': [[publicAddress], ['169.254.169.254']] };
  const { network, dialled } = await startHost(redirect('/again'), names);
  await expect(fetcherFor(network).fetch('http://rebind.example/')).rejects.toEqual(failing('url-refused'));
  expect(dialled).toHaveLength(1);
});

test.each([
  'http://127.0.0.1/',
  'http://[::1]/',
  '//169.254.169.254/latest/meta-data/',
  'http://inner.example/',
  'http://shop.example:22/',
  'http://user:secret@shop.example/',
  'file:///etc/passwd',
  'http://',
])('a redirect to %s is refused', async (location) => {
  const names = { 'shop.example': [[publicAddress]], 'inner.example': [['192.168.0.1']] };
  const { network, dialled } = await startHost(redirect(location), names);
  await expect(fetcherFor(network).fetch('http://shop.example/')).rejects.toEqual(failing('url-refused'));
  expect(dialled).toHaveLength(1);
});

test.each([301, 302, 303, 307, 308])('follows a %d three times, and a fourth time not', async (status) => {
  const { network } = await startHost((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end('bytes');
    else redirect(`/${left - 1}`, status)(request, response);
  });
  const { fetch } = fetcherFor(network);
  expect(String(await fetch('http://shop.example/3'))).toBe('bytes');
  await expect(fetch('http://shop.example/4')).rejects.toEqual(failing('url-refused'));
});

test.each<[string, RequestListener]>([
  ['404', (_, response) => response.writeHead(404).end('no picture')],
  ['204', (_, response) => response.writeHead(204).end()],
  ['206', (_, response) => response.writeHead(206).end('part')],
  ['304', (_, response) => response.writeHead(304).end()],
  ['a redirect to nowhere', (_, response) => response.writeHead(302).end()],
  ['a compressed body', (_, response) => response.setHeader('Content-Encoding', 'gzip').end('bomb')],
  ['a connection that is cut', (request) => request.socket.destroy()],
  [
    'another protocol',
    (request) => request.socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
  ],
  ['no HTTP', (request) => request.socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ['too many header fields', (_, response) => response.setHeader('X', 'x'.repeat(40_000)).end()],
  [
    'a body cut short',
    (_, response) => response.writeHead(200, { 'Content-Length': 100 }).write('ab', () => response.destroy()),
  ],
])('a host that answers %s is unreachable', async (_, listener) => {
  const { network } = await startHost(listener);
  const { fetch, empty } = fetcherFor(network);
  await expect(fetch('http://shop.example/')).rejects.toEqual(failing('url-unreachable'));
  expect(empty()).toBe(true);
});

test('a name without address is unreachable', async () => {
  const { network } = await startHost((_, response) => response.end());
  await expect(fetcherFor(network).fetch('http://nobody.example/')).rejects.toEqual(failing('url-unreachable'));
});
