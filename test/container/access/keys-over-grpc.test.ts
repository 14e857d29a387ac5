import { connect, constants } from 'node:http2';
import { type ServerProcess, startTinyServer } from '../server-process';

const keys = [
  { name: 'shop', key: 'the-key-of-the-shop' },
  { name: 'operator', key: 'the-key-of-the-operator', admin: true },
  { name: 'slow', key: 'the-key-of-a-slow-caller', requestsPerSecond: 0.05, burst: 1 },
];
const codes = { ok: 0, notFound: 5, permissionDenied: 7, resourceExhausted: 8, unauthenticated: 16 };
const started: ServerProcess[] = [];

afterAll(async () => {
  for (const server of started) expect(await server.stop()).toBe(0);
});

async function start(environment: Record<string, string>): Promise<(method: string, key?: string) => Promise<number>> {
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_GRPC_PORT: '0', ...environment });
  started.push(server);
  const address = String(server.logs.find(({ msg }) => msg === 'ready')?.grpcAddress);
  return (method, key) => statusOf(address.replace(/^(?!http)/, 'http://'), method, key);
}

/** The status of one call without fields. */
function statusOf(address: string, method: string, key?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const session = connect(address).once('error', reject);
    const call = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: `/inference.GRPCInferenceService/${method}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    });
    let status: number | undefined;
    const note = (fields: Record<string, unknown>) => {
      if (fields['grpc-status'] !== undefined) status = Number(fields['grpc-status']);
    };
    call.on('response', note).on('trailers', note).on('error', reject).resume();
    call.on('close', () => {
      session.close();
      resolve(status ?? -1);
    });
    call.end(Buffer.alloc(5));
  });
}

test('gRPC asks for the same keys, sent as metadata', async () => {
  const ask = await start({ IMAGE_CLASSIFIER_API_KEYS: JSON.stringify(keys) });
  expect(await ask('ServerLive')).toBe(codes.ok);
  expect(await ask('ServerMetadata')).toBe(codes.unauthenticated);
  expect(await ask('ServerMetadata', 'a-key-that-nobody-has')).toBe(codes.unauthenticated);
  expect(await ask('ServerMetadata', keys[0].key)).toBe(codes.ok);
  expect(await ask('RepositoryIndex', keys[0].key)).toBe(codes.permissionDenied);
  expect(await ask('RepositoryIndex', keys[1].key)).toBe(codes.ok);
  const twice = [await ask('ServerMetadata', keys[2].key), await ask('ServerMetadata', keys[2].key)];
  expect(twice).toEqual([codes.ok, codes.resourceExhausted]);
});

test('with an admin port, gRPC has no methods for administrators', async () => {
  const ask = await start({ IMAGE_CLASSIFIER_ADMIN_PORT: '0' });
  expect(await ask('ServerMetadata')).toBe(codes.ok);
  expect(await ask('RepositoryIndex')).toBe(codes.notFound);
});
