import { until } from '../../../until';
import { endingServers } from '../../server-process';
import { imageInput, pixels, type ServerProcess, startTinyServer } from './ask';
import { GrpcClient, refusalOf } from './grpc-client';

const servers: ServerProcess[] = [];
const clients: GrpcClient[] = [];
endingServers(servers);
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function start(model: object, environment: Record<string, string> = {}) {
  const own = { IMAGE_CLASSIFIER_PROCESSES: '1', IMAGE_CLASSIFIER_GRPC_PORT: '0' };
  const server = await startTinyServer(model, { ...own, ...environment });
  const client = GrpcClient.of(server);
  servers.push(server);
  clients.push(client);
  return { server, client };
}

const raw_input_contents = [Buffer.from(pixels('red'))];
const good = { model_name: 'tiny', inputs: [imageInput(['red'])], raw_input_contents };

test('without a port there is no gRPC', async () => {
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_PROCESSES: '1' });
  servers.push(server);
  expect(server.logs.find(({ msg }) => msg === 'ready')).not.toHaveProperty('grpcAddress');
});

test('a drain answers the calls that were accepted', async () => {
  const { server, client } = await start({});
  server.pause();
  const answers = Promise.all(Array.from({ length: 3 }, () => client.call('ModelInfer', good)));
  await server.holds(3);
  const stopped = server.stop();
  server.resume();
  expect((await answers).map(({ model_name }) => model_name)).toEqual(['tiny', 'tiny', 'tiny']);
  expect(await stopped).toBe(0);
});

test('a call that outlasts the drain is told so', async () => {
  const { server, client } = await start({}, { IMAGE_CLASSIFIER_DRAIN_SECONDS: '0.3' });
  server.pause();
  const refused = refusalOf(client.call('ModelInfer', good));
  await server.holds(1);
  const stopped = server.stop();
  expect(await refused).toMatchObject({ code: 14, id: 'server-draining' });
  server.resume();
  expect(await stopped).toBe(0);
});

test('a caller who hangs up frees its place at once', async () => {
  const { server, client } = await start({}, { IMAGE_CLASSIFIER_MAX_BATCH: '1' });
  server.pause();
  const first = client.call('ModelInfer', good);
  await server.holds(1);
  const calls: { cancel(): void }[] = [];
  const codes = Array.from(
    { length: 8 },
    () => new Promise((resolve) => calls.push(client.begin('ModelInfer', good, {}, (error) => resolve(error?.code)))),
  );
  await server.holds(9);
  for (const call of calls) call.cancel();
  expect(await Promise.all(codes)).toEqual(new Array(8).fill(1));
  // The server hears of it a moment later.
  await until(async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return /failures_total\{[^}]*id="request-cancelled"[^}]*\} 8\n/.test(text);
  });
  server.resume();
  await first;
  // Those who left were never run.
  expect((await client.call('ModelStatistics', { name: 'tiny' })).model_stats[0].inference_count).toBe(1);
});

test('with keys, a call without one is refused, and probes need none', async () => {
  const keys = JSON.stringify([{ name: 'shop', key: 'a-key-of-the-shop-1234', admin: false }]);
  const { client } = await start({}, { IMAGE_CLASSIFIER_API_KEYS: keys });
  const metadata = { authorization: 'Bearer a-key-of-the-shop-1234' };
  expect(await refusalOf(client.call('ModelInfer', good))).toMatchObject({ code: 16, id: 'key-missing' });
  const unknown = { authorization: 'Bearer a-key-of-nobody-at-all' };
  expect(await refusalOf(client.call('ModelInfer', good, { metadata: unknown }))).toMatchObject({ id: 'key-unknown' });
  expect((await client.call('ModelInfer', good, { metadata })).model_name).toBe('tiny');
  expect(await refusalOf(client.call('RepositoryIndex', {}, { metadata }))).toMatchObject({ code: 7 });
  expect(await client.call('ServerLive', {})).toEqual({ live: true });
  expect(await client.check('')).toEqual({ status: 1 });
});

test('under overload a call is turned away with the time to wait', async () => {
  const limits = { IMAGE_CLASSIFIER_MAX_WAITING: '2', IMAGE_CLASSIFIER_MAX_BATCH: '1' };
  const { server, client } = await start({}, limits);
  server.pause();
  const calls = Array.from({ length: 12 }, () =>
    client
      .call('ModelInfer', good)
      .then(
        () => 'answered',
        (error) => error,
      )
      // The first to hear is one who was turned away: all others wait for a process that stands still.
      .finally(server.resume),
  );
  const outcomes = await Promise.all(calls);
  const refused = outcomes.filter((outcome) => outcome !== 'answered');
  expect(refused.length).toBeGreaterThan(0);
  for (const { code, metadata } of refused) {
    expect([code, metadata.get('failure-id')[0]]).toEqual([14, 'server-overloaded']);
    expect(Number(metadata.get('grpc-retry-pushback-ms')[0])).toBeGreaterThanOrEqual(1000);
  }
});
