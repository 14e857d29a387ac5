import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand } from '../../container/node_modules/@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '../../container/node_modules/@aws-sdk/client-sqs';
import { decode } from '../../lib/contracts/schema';
import {
  batchAnswerSchema,
  fleetAnswerSchema,
  type UploadAnswer,
  uploadAnswerSchema,
} from '../../lib/contracts/web-api';
import type { WebAnswer } from '../../lib/contracts/web-request';
import { CloudProcess } from '../local/cloud-process';
import { EndpointDescription } from './endpoint-description';
import { FleetService } from './fleet-service';
import { FunctionProcess } from './function-process';

const batch = '01234567-89ab-cdef-0123-456789abcdef';
const service = new FleetService();
let cloud: CloudProcess;
let jobs: string;
let uploads: FunctionProcess;
let feed: FunctionProcess;

beforeAll(async () => {
  cloud = await CloudProcess.start();
  await cloud.bucket('pictures');
  await cloud.bucket('results');
  jobs = await cloud.queue('jobs');
  const environment = { ...cloud.environment, ...(await service.start()) };
  const maxBodyBytes = 2048;
  uploads = FunctionProcess.start(
    'upload-url',
    { inputBucket: 'pictures', uploadPrefix: 'uploads/', maxBodyBytes, formats: ['jpeg', 'png'] },
    environment,
  );
  const places = { resultBucket: 'results', resultPrefix: 'out/', uploadPrefix: 'uploads/', jobQueueUrl: jobs };
  feed = FunctionProcess.start(
    'result-feed',
    { ...places, cluster: 'c', service: 's', endpoint: '', slots: 4 },
    environment,
  );
});
afterAll(async () => {
  await Promise.all([uploads?.stop(), feed?.stop(), service.stop()]);
  await cloud?.stop();
});

const ask = (body: unknown) => uploads.invoke<WebAnswer>({ routeKey: 'POST /uploads', body: JSON.stringify(body) });
const jpeg = (name: string, bytes = 9) => ({ name, type: 'image/jpeg', bytes });

async function sign(request: object): Promise<UploadAnswer> {
  const { statusCode, body } = await ask(request);
  expect(statusCode).toBe(200);
  return decode(uploadAnswerSchema, JSON.parse(body), 'answer');
}

const odd = [
  'two words.jpg',
  'plus+sign.jpg',
  'straße ü.jpg',
  '100%.jpg',
  'a#b?c&d.jpg',
  "quote's.jpg",
  'shop/hat.jpg',
];

test('a picture of any name is uploaded with the form for it, under its name as given', async () => {
  const { batch, uploads: forms } = await sign({ files: odd.map((name) => jpeg(name)) });

  for (const [place, form] of forms.entries()) {
    if (form.status !== 'signed') throw new Error(form.failure.message);
    expect(form.key).toBe(`uploads/${batch}/${place}-${odd[place]}`);
    const data = new FormData();
    for (const { name, value } of form.fields) data.append(name, value);
    data.append('file', new Blob(['a picture']), odd[place]);
    expect((await fetch(form.url, { method: 'POST', body: data })).status).toBe(204);
    const { Body, ContentType } = await cloud.s3.send(new GetObjectCommand({ Bucket: 'pictures', Key: form.key }));
    expect([await Body?.transformToString(), ContentType]).toEqual(['a picture', 'image/jpeg']);
  }
});

test('a form allows this key, this type, as many bytes as a server takes, and five minutes', async () => {
  const { uploads: forms } = await sign({ batch, first: 7, files: [jpeg('hat.jpg')] });

  const [form] = forms;
  if (form.status !== 'signed') throw new Error(form.failure.message);
  const policy = form.fields.find(({ name }) => name === 'Policy')?.value ?? '';
  const { conditions, expiration } = JSON.parse(Buffer.from(policy, 'base64').toString());
  expect(conditions).toEqual(
    expect.arrayContaining([
      ['eq', '$key', `uploads/${batch}/7-hat.jpg`],
      ['eq', '$Content-Type', 'image/jpeg'],
      ['content-length-range', 1, 2048],
      { bucket: 'pictures' },
    ]),
  );
  const seconds = (Date.parse(expiration) - Date.now()) / 1000;
  expect(seconds).toBeGreaterThan(280);
  expect(seconds).toBeLessThanOrEqual(300);
});

test('what S3 cannot keep in a name is replaced, a long one loses its beginning, and S3 is given nothing to fill in', async () => {
  const long = `${'ü'.repeat(2000)}.jpg`;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what S3 would fill in
  const { uploads: forms } = await sign({ batch, files: [jpeg('a\u0000\nb.jpg'), jpeg('${filename}'), jpeg(long)] });

  const keys = forms.map((form) => (form.status === 'signed' ? form.key.slice(`uploads/${batch}/`.length) : ''));
  expect(keys.slice(0, 2)).toEqual(['0-a__b.jpg', '1-$(filename}']);
  expect(keys[2]).toMatch(/^2-ü+\.jpg$/);
  expect(Buffer.byteLength(keys[2])).toBeLessThanOrEqual(422);
});

test.each([
  ['empty', jpeg('a.jpg', 0), 'image-missing'],
  ['too large', jpeg('a.jpg', 2049), 'image-too-large'],
  ['of another type', { ...jpeg('a.gif'), type: 'image/gif' }, 'image-unsupported'],
  ['of no type', { ...jpeg('a'), type: '' }, 'image-unsupported'],
])('a file that is %s is refused in words before it is uploaded, and the others are not', async (_, file, id) => {
  const { uploads: forms } = await sign({ files: [file, jpeg('good.jpg')] });

  expect(forms).toMatchObject([{ status: 'refused', failure: { id } }, { status: 'signed' }]);
});

test.each([
  [{ files: [] }, 'request.files: expected a list of 1 to 100 items, received 0 items'],
  [{ files: [{ name: 'a' }] }, 'request.files[0].type: expected'],
  [{ batch: '../../another-fleet/0123456789abcdef', files: [jpeg('a.jpg')] }, 'batch: expected'],
  ['text', 'request: expected an object'],
])('%j is no request for uploads', async (request, message) => {
  const { statusCode, body } = await ask(request);
  expect(statusCode).toBe(400);
  expect(JSON.parse(body).failure).toMatchObject({
    id: 'request-malformed',
    message: expect.stringContaining(message),
  });
});

const result = (id: string) => JSON.stringify({ status: 'failed', id, attempts: 1, failure: nothing });
const nothing = { id: 'image-unreadable', message: 'It is damaged.', advice: 'Save it again.', retry: 'no' };

async function read(after: string) {
  const { statusCode, body } = await feed.invoke<WebAnswer>({
    routeKey: 'GET /batches/{batch}',
    pathParameters: { batch },
    queryStringParameters: { after },
  });
  expect(statusCode).toBe(200);
  return decode(batchAnswerSchema, JSON.parse(body), 'answer');
}

test('results are answered as they come, under the keys of their pictures, and those of other batches are not', async () => {
  const write = (Key: string) => cloud.s3.send(new PutObjectCommand({ Bucket: 'results', Key, Body: result(Key) }));
  await write(`out/uploads/${batch}/0-ü +%.jpg.json`);
  await write('out/uploads/fedcba98-89ab-cdef-0123-456789abcdef/0-other.jpg.json');

  const first = await read('');
  expect(first.results.map(({ key }) => key)).toEqual([`uploads/${batch}/0-ü +%.jpg`]);

  await new Promise((resolve) => setTimeout(resolve, 2500));
  await Promise.all(Array.from({ length: 250 }, (_, place) => write(`out/uploads/${batch}/${place + 1}-a.jpg.json`)));
  const found = new Set<string>();
  let { after, more } = first;
  do {
    const next = await read(after);
    ({ after, more } = next);
    expect(next.results.length).toBeLessThanOrEqual(200);
    for (const { key } of next.results) found.add(key);
  } while (more);
  expect(found.size).toBeGreaterThanOrEqual(250);
});

test('a result that was replaced is answered as it is now', async () => {
  const Key = `out/uploads/${batch}/900-again.jpg.json`;
  const told: (string | undefined)[] = [];
  for (const id of ['first', 'second']) {
    await cloud.s3.send(new PutObjectCommand({ Bucket: 'results', Key, Body: result(id) }));
    const all = [];
    for (let after = '', more = true; more; ) {
      const next = await read(after);
      ({ after, more } = next);
      all.push(...next.results);
    }
    told.push(all.find(({ key }) => key === `uploads/${batch}/900-again.jpg`)?.result.id);
  }
  expect(told).toEqual(['first', 'second']);
});

test('a batch that nobody was told of cannot be asked for', async () => {
  const event = { routeKey: 'GET /batches/{batch}', pathParameters: { batch: '..' } };
  expect((await feed.invoke<WebAnswer>(event)).statusCode).toBe(400);
});

test('a key opens the API when its hash is known, and no other does', async () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const keys = FunctionProcess.start('api-key', { keySha256: [sha256('one'), sha256('two')] }, cloud.environment);
  const opens = (headers: object) => keys.invoke<{ isAuthorized: boolean }>({ headers });
  try {
    expect(await opens({ 'x-api-key': 'one' })).toEqual({ isAuthorized: true });
    expect(await opens({ 'x-api-key': 'two' })).toEqual({ isAuthorized: true });
    for (const headers of [{ 'x-api-key': sha256('one') }, { 'x-api-key': '' }, {}]) {
      expect(await opens(headers)).toEqual({ isAuthorized: false });
    }
  } finally {
    await keys.stop();
  }
});

test('the fleet is told as queue and service see it', async () => {
  for (let place = 0; place < 11; place += 1) {
    await cloud.sqs.send(new SendMessageCommand({ QueueUrl: jobs, MessageBody: 'x' }));
  }
  await cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl: jobs, MaxNumberOfMessages: 2 }));
  Object.assign(service, { running: 3, desired: 5 });

  const { body } = await feed.invoke<WebAnswer>({ routeKey: 'GET /fleet' });
  expect(decode(fleetAnswerSchema, JSON.parse(body), 'answer')).toEqual({
    waiting: 9,
    inFlight: 2,
    workers: { running: 3, busy: 2, free: 1, desired: 5, reckoned: true },
  });
});

test('an endpoint is told by its instances, and pictures they do not hold yet as waiting', async () => {
  const endpoint = new EndpointDescription();
  Object.assign(endpoint, { running: 1, desired: 2 });
  const environment = { ...cloud.environment, ...(await endpoint.start()) };
  const line = await cloud.queue('line');
  for (let place = 0; place < 7; place += 1) {
    await cloud.sqs.send(new SendMessageCommand({ QueueUrl: line, MessageBody: 'x' }));
  }
  await cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl: line, MaxNumberOfMessages: 6 }));
  const places = { resultBucket: 'results', resultPrefix: '', uploadPrefix: 'uploads/', jobQueueUrl: line, slots: 4 };
  const counted = FunctionProcess.start(
    'result-feed',
    { ...places, cluster: '', service: '', endpoint: 'shoes' },
    environment,
  );
  try {
    const { body } = await counted.invoke<WebAnswer>({ routeKey: 'GET /fleet' });
    expect(decode(fleetAnswerSchema, JSON.parse(body), 'answer')).toEqual({
      waiting: 3,
      inFlight: 4,
      workers: { running: 1, busy: 1, free: 0, desired: 2 },
    });
  } finally {
    await Promise.all([counted.stop(), endpoint.stop()]);
  }
});
