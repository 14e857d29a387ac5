import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { nameServers } from '../../../container/src/access/network';
import { fetcherFor } from './picture-host';

const typeA = 1;
const typeAaaa = 28;
const zone: Record<string, { [type: number]: Buffer[] }> = {
  'both.example': {
    [typeA]: [Buffer.of(93, 184, 216, 34)],
    [typeAaaa]: [Buffer.from('26064700000000000000000000000001', 'hex')],
  },
  'four.example': { [typeA]: [Buffer.of(8, 8, 8, 8), Buffer.of(8, 8, 4, 4)] },
  'inner.example': { [typeA]: [Buffer.of(127, 0, 0, 1)] },
  'inner-six.example': {
    [typeA]: [Buffer.of(8, 8, 8, 8)],
    [typeAaaa]: [Buffer.from('00000000000000000000000000000001', 'hex')],
  },
};
let socket: Socket;
let servers: string[];

/** A name server on this machine; names that end in `.silent` get no answer. */
beforeAll(async () => {
  socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const reply = answerTo(query);
    if (reply) socket.send(reply, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  servers = [`127.0.0.1:${(socket.address() as AddressInfo).port}`];
});

afterAll(() => socket.close());

function answerTo(query: Buffer): Buffer | undefined {
  const labels: string[] = [];
  let place = 12;
  while (query[place] !== 0) {
    labels.push(query.toString('latin1', place + 1, place + 1 + query[place]));
    place += query[place] + 1;
  }
  const name = labels.join('.').toLowerCase();
  if (name.endsWith('.silent')) return undefined;
  const records = zone[name]?.[query.readUInt16BE(place + 1)] ?? [];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(name in zone ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  const answers = records.map((data) => {
    const head = Buffer.from('c00c000000010000003c0000', 'hex');
    query.copy(head, 2, place + 1, place + 3);
    head.writeUInt16BE(data.length, 10);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([header, query.subarray(12, place + 5), ...answers]);
}

const resolve = (host: string, signal = new AbortController().signal) => nameServers(servers).resolve(host, signal);

test('learns every address of a name, of both families', async () => {
  expect(await resolve('both.example')).toEqual(['93.184.216.34', '2606:4700::1']);
  expect(await resolve('four.example')).toEqual(['8.8.8.8', '8.8.4.4']);
  expect(await resolve('nobody.example')).toEqual([]);
});

test.each(['inner.example', 'inner-six.example'])(
  '%s, whose name server tells an inner address, is refused',
  async (host) => {
    const { fetch } = fetcherFor({ ...nameServers(servers), dial: () => ({ address: '127.0.0.1', port: 1 }) });
    await expect(fetch(`http://${host}/`)).rejects.toEqual(expect.objectContaining({ id: 'url-refused' }));
  },
);

test('localhost leads nowhere', async () => {
  const { fetch } = fetcherFor({ ...nameServers(servers), dial: () => ({ address: '127.0.0.1', port: 1 }) });
  await expect(fetch('http://localhost/')).rejects.toEqual(
    expect.objectContaining({ id: expect.stringMatching(/^url-(refused|unreachable)$/) }),
  );
});

test('a name server that says nothing is left when the time is over', async () => {
  const startedAt = performance.now();
  const { fetch } = fetcherFor(nameServers(servers), { timeoutMs: 200 });
  await expect(fetch('http://slow.silent/')).rejects.toEqual(expect.objectContaining({ id: 'url-too-slow' }));
  expect(performance.now() - startedAt).toBeLessThan(1400);
});
