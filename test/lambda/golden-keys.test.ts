import { join } from 'node:path';
import { startServer } from '../container/server-process';
import { temporaryFolder } from '../container/temporary-folder';
import type { FunctionProcess } from './function-process';
import { type CheckSettings, type StandIn, standIn, startCheck, writePictures } from './golden-service';

const picturesDirectory = writePictures(join(temporaryFolder(), 'pictures'));
const hat = JSON.stringify({ status: 'classified', labels: [{ label: 'hat', score: 0.9, index: 1 }] });
const keysSecret = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:keys-abcdef';
const shop = { name: 'shop', key: 'a-key-of-the-shop-000' };
const own = { name: 'golden-pictures', key: 'a-key-of-the-pictures-0' };

const running: { close?(): void; stop?(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await (one.close?.() ?? one.stop?.());
});

interface Secrets extends StandIn {
  readonly calls: string[];
  readonly cloud: Record<string, string>;
}

/** AWS Secrets Manager with one secret, or one that refuses. */
async function secretsWith(value: string | undefined): Promise<Secrets> {
  const calls: string[] = [];
  const service = await standIn((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      calls.push(`${request.headers['x-amz-target']} ${JSON.parse(body).SecretId}`);
      const answer =
        value === undefined
          ? { __type: 'AccessDeniedException', Message: 'User is not authorized' }
          : { SecretString: value };
      response.writeHead(value === undefined ? 400 : 200).end(JSON.stringify(answer));
    });
  });
  running.push(service);
  const cloud = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${service.port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  return { ...service, calls, cloud };
}

async function ask(
  settings: Partial<CheckSettings>,
  { cloud }: Secrets,
): Promise<{ hookStatus: string; check: FunctionProcess }> {
  const check = startCheck({ keysSecret, ...settings }, cloud);
  running.push(check);
  const { hookStatus } = await check.invoke<{ hookStatus: string }>({});
  return { hookStatus, check };
}

/** The key that came, if any. */
async function keySent(secret: string): Promise<unknown> {
  let sent: unknown;
  const server = await standIn(({ headers }, response) => {
    sent = headers['x-api-key'];
    response.end(hat);
  });
  running.push(server);
  await ask({ picturesDirectory, testUrl: `http://127.0.0.1:${server.port}` }, await secretsWith(secret));
  return sent;
}

test('a server that asks for keys is shown the pictures with one, and the function asks for that secret alone', async () => {
  const list = JSON.stringify([shop]);
  const server = await startServer({ IMAGE_CLASSIFIER_API_KEYS: list });
  running.push(server);
  const secrets = await secretsWith(list);
  const { hookStatus, check } = await ask({ testUrl: server.url }, secrets);
  expect(hookStatus).toBe('SUCCEEDED');
  expect(secrets.calls).toEqual([`secretsmanager.GetSecretValue ${keysSecret}`]);
  expect(check.said).not.toContain(shop.key);
});

test.each([
  ['of golden-pictures, wherever it stands', JSON.stringify([shop, own]), own.key],
  [
    'of the first caller, where golden-pictures has none',
    JSON.stringify([{ name: 'a', sha256: '0'.repeat(64) }, shop]),
    shop.key,
  ],
  ['of the only caller, as AWS Secrets Manager draws it', JSON.stringify(shop), shop.key],
])('the key is that %s', async (_, secret, key) => {
  expect(await keySent(secret)).toBe(key);
});

test.each([
  ['a secret that it may not read', undefined, /no key to ask with: User is not authorized/],
  ['a secret that is no JSON', `{"key": "${shop.key}"`, /no key to ask with: the secret is no JSON/],
  ['a list of digests', '[{"name":"a","sha256":"00"}]', /no key to ask with: no entry has a key/],
])('%s keeps the release waiting, with the reason and no key in the log', async (_, secret, words) => {
  const { hookStatus, check } = await ask({ picturesDirectory }, await secretsWith(secret));
  expect(hookStatus).toBe('IN_PROGRESS');
  expect(check.said).toMatch(words);
  expect(check.said).not.toContain(shop.key);
});

test('a key that the server does not know stops the release', async () => {
  const server = await startServer({ IMAGE_CLASSIFIER_API_KEYS: JSON.stringify([shop]) });
  running.push(server);
  const { hookStatus, check } = await ask({ testUrl: server.url }, await secretsWith(JSON.stringify([own])));
  expect(hookStatus).toBe('FAILED');
  expect(check.said).toMatch(/answered with 401/);
});
