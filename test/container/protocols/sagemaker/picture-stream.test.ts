import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { until } from '../../../until';
import { plainPicture } from '../../pictures';
import { endingServers, type ServerProcess, startTinyServer } from '../../server-process';

// The server's own copy; its types lie apart.
const {
  WebSocket,
}: typeof import('../../../../container/node_modules/@types/ws') = require('../../../../container/node_modules/ws');
const servers: ServerProcess[] = [];
const path = '/invocations-bidirectional-stream';
let pictures: Record<string, Buffer>;
/** For all tests that need nothing special. */
let plain: ServerProcess;

beforeAll(async () => {
  plain = await startTinyServer({ rounds: 20 });
  const colours = { red: '#ff0000', green: '#00ff00', blue: '#0000ff' };
  const drawn = Object.entries(colours).map(async ([name, colour]) => [name, await plainPicture(colour)] as const);
  pictures = Object.fromEntries(await Promise.all(drawn));
});

afterAll(async () => {
  expect(await plain.stop()).toBe(0);
});

endingServers(servers);

async function serverWith(environment: Record<string, string> = {}, model = {}): Promise<ServerProcess> {
  const server = await startTinyServer(model, environment);
  servers.push(server);
  return server;
}

/** An open stream that keeps what it hears. */
async function open({ url }: ServerProcess, query = '', headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}${query}`, { headers });
  const heard: string[] = [];
  let tell: () => void = () => {};
  socket.on('message', (data) => {
    heard.push(data.toString());
    tell();
  });
  await once(socket, 'open');
  const answers = async (count: number) => {
    while (heard.length < count) {
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
    }
    return heard.map((text) => JSON.parse(text));
  };
  return { socket, answers };
}

const outcome = ({ labels, failure }: { labels?: { label: string }[]; failure?: { id: string } }) =>
  labels?.[0].label ?? failure?.id;

test('pictures go in, results come out in the same order; what is no picture keeps its place', async () => {
  const { socket, answers } = await open(plain);
  const order = Array.from({ length: 60 }, (_, place) => ['red', 'green', 'blue'][place % 3]);
  for (const colour of order) socket.send(pictures[colour]);
  socket.send('words');
  socket.send(Buffer.from('words'));
  socket.send(JSON.stringify({ b64: pictures.blue.toString('base64') }));
  const expected = [...order, 'request-malformed', 'image-unsupported', 'blue'];
  expect((await answers(63)).map(outcome)).toEqual(expected);
  socket.close();
});

test('the form of answers and the number of labels are those of the request that opened the stream', async () => {
  const { socket, answers } = await open(plain, '?topK=1', { Accept: 'application/json;verbose' });
  socket.send(pictures.green);
  expect(await answers(1)).toEqual([
    { probabilities: expect.any(Array), labels: ['red', 'green', 'blue'], predicted_label: 'green' },
  ]);
  socket.close();
});

test('pings are answered, also while pictures are in work', async () => {
  const { socket, answers } = await open(plain);
  plain.pause();
  for (let turn = 0; turn < 8; turn++) socket.send(pictures.red);
  socket.ping('still there?');
  const [data] = await once(socket, 'pong');
  expect(data.toString()).toBe('still there?');
  plain.resume();
  expect(await answers(8)).toHaveLength(8);
  socket.close();
});

test('a sender who is faster than the model is held back, and still gets every answer', async () => {
  const server = await serverWith({ IMAGE_CLASSIFIER_MAX_WAITING_BYTES: '2097152' }, { rounds: 20 });
  const { socket, answers } = await open(server);
  const large = Buffer.concat([pictures.green, Buffer.alloc(500_000)]);
  for (let turn = 0; turn < 40; turn++) socket.send(large);
  expect((await answers(40)).map(outcome)).toEqual(new Array(40).fill('green'));
  socket.close();
});

test('SIGTERM: what came is answered, then the stream is closed as going away', async () => {
  const server = await serverWith({}, { rounds: 100 });
  const { socket, answers } = await open(server);
  const closed = once(socket, 'close');
  for (let turn = 0; turn < 5; turn++) socket.send(pictures.blue);
  await answers(1);
  const stopped = server.stop();
  const [code] = await closed;
  expect(code).toBe(1001);
  expect((await answers(1)).map(outcome)).toEqual(new Array(5).fill('blue'));
  expect(await stopped).toBe(0);
});

test('a message that is too long closes its own stream with 1009, and nothing else', async () => {
  const [{ socket: greedy }, { socket, answers }] = await Promise.all([open(plain), open(plain)]);
  const closed = once(greedy, 'close');
  greedy.send(Buffer.alloc(5_000_000));
  expect((await closed)[0]).toBe(1009);
  socket.send(pictures.red);
  expect((await answers(1)).map(outcome)).toEqual(['red']);
  socket.close();
});

test('streams are bounded in number, and places come back', async () => {
  const server = await serverWith();
  const all = await Promise.all(Array.from({ length: 32 }, () => open(server)));
  const refused = new WebSocket(`${server.url.replace('http', 'ws')}${path}`);
  const [, response] = await once(refused, 'unexpected-response');
  expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '1']);
  const closed = all.map(({ socket }) => once(socket, 'close'));
  for (const { socket } of all) socket.terminate();
  await Promise.all(closed);
  await until(() =>
    open(server).then(
      ({ socket }) => [socket.terminate()],
      () => false,
    ),
  );
});

test('where keys are asked for, a stream needs one too', async () => {
  const key = 'a-key-that-is-long-enough-for-anybody';
  const server = await serverWith({ IMAGE_CLASSIFIER_API_KEYS: JSON.stringify([{ name: 'camera', key }]) });
  const refused = new WebSocket(`${server.url.replace('http', 'ws')}${path}`);
  const [, response] = await once(refused, 'unexpected-response');
  expect(response.statusCode).toBe(401);
  const { socket, answers } = await open(server, '', { 'X-Api-Key': key });
  socket.send(pictures.red);
  expect((await answers(1)).map(outcome)).toEqual(['red']);
  socket.close();
});

test('pictures of streams are logged and counted like requests', async () => {
  const server = await serverWith();
  const { socket, answers } = await open(server);
  socket.send(pictures.red);
  socket.send('words');
  await answers(2);
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toMatch(/requests_total\{route="invocationsStream",.*status="200"\} 1\n/);
  expect(await server.logged(({ label }) => label === 'red')).toMatchObject({
    route: 'invocationsStream',
    status: 200,
  });
  socket.close();
});

test('the route without a WebSocket says what it wants', async () => {
  const { url } = plain;
  const response = await fetch(url + path);
  expect([response.status, (await response.json()).failure.id]).toEqual([426, 'upgrade-required']);
});

test('an offer to upgrade to something else is ignored', async () => {
  const { url } = plain;
  const headers = {
    Connection: 'Upgrade, HTTP2-Settings',
    Upgrade: 'h2c',
    'HTTP2-Settings': '',
    'Content-Type': 'image/jpeg',
  };
  const sent = request(`${url}/classify`, { method: 'POST', headers });
  sent.end(pictures.green);
  const [response] = await once(sent, 'response');
  expect(response.statusCode).toBe(200);
  response.resume();
});

test('a handshake that is none, and one that is cut, harm nobody', async () => {
  const { url } = plain;
  const port = Number(new URL(url).port);
  const bad = connect(port, '127.0.0.1');
  bad.write(
    `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  expect((await once(bad, 'data'))[0].toString()).toMatch(/^HTTP\/1.1 400 /);
  for (let turn = 0; turn < 20; turn++) {
    const cut = connect(port, '127.0.0.1');
    cut.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, () =>
      cut.destroy(),
    );
    await once(cut, 'close');
  }
  expect((await fetch(`${url}/ping`)).status).toBe(200);
});
