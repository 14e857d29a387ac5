import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Connections } from '../../../container/src/aws/connections';

let server: Server;
let connections: Connections;
/** Of every connection, in the order in which they were opened. */
let received: string[];
const sockets = new Set<Socket>();

afterEach(async () => {
  connections.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

/** A service that gives the same answer to every request, as it stands. */
async function begin(answer: string, afterwards: (socket: Socket) => void = () => {}): Promise<void> {
  received = [];
  server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => server.emit('idle'));
    const place = received.push('') - 1;
    socket.on('data', (chunk) => {
      received[place] += chunk;
      // What follows the head belongs to the same request.
      if (/^[A-Z]+ \//.test(String(chunk))) socket.write(answer, 'latin1', () => afterwards(socket));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  connections = new Connections();
}

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const get = { method: 'GET', path: '/', headers: {} };

async function ask(attempt: Parameters<Connections['send']>[1] = get): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const target = { secure: false, hostname: '127.0.0.1', port };
  const { body } = await connections.send(target, attempt, {});
  return body.toString();
}

test('requests that are on their way together take connections of their own, which then serve others', async () => {
  await begin(hello);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(['hello', 'hello', 'hello']);
  expect(await ask()).toBe('hello');
  expect(received).toHaveLength(3);
});

test.each([
  ['that says so', hello.replace('OK\r\n', 'OK\r\nConnection: close\r\n')],
  ['that is followed by what nobody asked for', `${hello}!`],
])('after an answer %s, the connection is not used again', async (_, answer) => {
  await begin(answer);
  expect([await ask(), await ask()]).toEqual(['hello', 'hello']);
  expect(received).toHaveLength(2);
});

test('a body may end with its connection', async () => {
  await begin('HTTP/1.1 200 OK\r\n\r\nhello', (socket) => socket.end());
  expect([await ask(), await ask()]).toEqual(['hello', 'hello']);
});

test('a text beyond ASCII arrives whole', async () => {
  await begin(hello);
  await ask({ method: 'PUT', path: '/', headers: { 'content-type': 'text/plain' }, body: 'Bär' });
  expect(received).toEqual(['PUT / HTTP/1.1\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\nB\u00e4r']);
});

test.each(['a\r\nx-amz-acl: public-read', 'ä', '\0'])('a header cannot hold %j', async (value) => {
  await begin(hello);
  const other = connections;
  await expect(ask({ ...get, headers: { 'x-amz-meta-version': value } })).rejects.toThrow('a header cannot hold');
  // Whatever had been opened for it would be accepted before this one's.
  connections = new Connections();
  expect(await ask()).toBe('hello');
  expect(received).toHaveLength(1);
  other.close();
});

test('an answer that comes before the request is sent ends the connection', async () => {
  await begin(hello);
  const body = 'x'.repeat(32 * 1_048_576);
  expect(await ask({ method: 'PUT', path: '/', headers: {}, body })).toBe('hello');
  await once(server, 'idle');
  expect(received[0].length).toBeLessThan(body.length);
  expect(await ask()).toBe('hello');
  expect(received).toHaveLength(2);
});
