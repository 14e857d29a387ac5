import { AnswerTooLong } from '../../../container/src/aws/answer-reader';
import { ServiceError } from '../../../container/src/aws/service-error';
import { SignedClient } from '../../../container/src/aws/signed-client';
import { answer, cutOff, refusal, reset, ScriptedService, type Step, stall } from './scripted-service';

const credentials = { accessKeyId: 'one', secretAccessKey: 'secret' };
let service: ScriptedService;
let client: SignedClient;

afterEach(async () => {
  client.close();
  await service.stop();
});

async function begin(...steps: Step[]): Promise<void> {
  service = await ScriptedService.start(...steps);
  client = new SignedClient(async () => credentials);
}

const get = { method: 'GET', path: '/key' };
const ask = async (limits = {}) => (await client.send(service.place, get, limits)).body.toString();

test.each<[string, Step]>([
  ['a connection that is reset', reset],
  ['a body that is cut off', cutOff('half of', 100)],
  ['500', refusal(500, 'InternalError')],
  ['503 SlowDown', refusal(503, 'SlowDown')],
  ['503 without a reason', (_, response) => void response.writeHead(503).end()],
  ['503 with a page of 100 KB', (_, response) => void response.writeHead(503).end('x'.repeat(100_000))],
  ['429', refusal(429, 'TooManyRequestsException')],
  ['400 RequestTimeout', refusal(400, 'RequestTimeout')],
  ['a clean end in the middle of chunks', (_, response) => void response.write('half', () => response.destroy())],
])('asks again after %s, and gives the whole answer', async (_, fault) => {
  await begin(fault, fault, answer('whole'));
  expect(await ask()).toBe('whole');
  expect(service.asked).toHaveLength(3);
});

test.each([
  [403, 'AccessDenied'],
  [404, 'NoSuchKey'],
  [412, 'PreconditionFailed'],
  [409, 'ConditionalRequestConflict'],
  [501, 'NotImplemented'],
])('%i %s is an answer, not a reason to ask again', async (status, code) => {
  await begin(refusal(status, code, { 'x-amz-request-id': 'R1' }));
  const error = await ask().catch((problem) => problem);
  expect(error).toBeInstanceOf(ServiceError);
  expect(error).toMatchObject({ name: code, message: 'why', $metadata: { httpStatusCode: status, requestId: 'R1' } });
  expect(service.asked).toHaveLength(1);
});

test('gives up after five attempts, with the last reason', async () => {
  await begin(refusal(500, 'InternalError'));
  await expect(ask()).rejects.toMatchObject({ name: 'InternalError' });
  expect(service.asked).toHaveLength(5);
});

test('a kept connection that the other side has closed costs one more attempt and no pause', async () => {
  await begin(answer('first'), reset, answer('second'));
  expect(await ask()).toBe('first');
  const start = performance.now();
  expect(await ask()).toBe('second');
  expect(performance.now() - start).toBeLessThan(1000);
  expect(service.connections).toBe(2);
});

test('one connection serves one request after the other', async () => {
  await begin(answer('again'));
  for (let turn = 0; turn < 5; turn += 1) await ask();
  expect(service.connections).toBe(1);
});

test('credentials that have expired are asked for once more', async () => {
  service = await ScriptedService.start(refusal(400, 'ExpiredToken'), answer('whole'));
  const asked: unknown[] = [];
  let current = { ...credentials, sessionToken: 'old' };
  client = new SignedClient(async (options) => {
    asked.push(options?.forceRefresh);
    if (options?.forceRefresh) current = { ...credentials, sessionToken: 'new' };
    return current;
  });
  expect(await ask()).toBe('whole');
  expect(asked).toEqual([undefined, true, undefined]);
  expect(service.asked.map(({ headers }) => headers['x-amz-security-token'])).toEqual(['old', 'new']);
});

test('credentials that stay expired are an answer', async () => {
  await begin(refusal(400, 'ExpiredToken'));
  await expect(ask()).rejects.toMatchObject({ name: 'ExpiredToken' });
  expect(service.asked).toHaveLength(2);
});

test('a clock that is wrong is put right by the clock of the service', async () => {
  const theirs = new Date(Date.now() + 3_600_000);
  await begin(refusal(403, 'RequestTimeTooSkewed', { date: theirs.toUTCString() }), answer('whole'));
  expect(await ask()).toBe('whole');
  expect(await ask()).toBe('whole');
  const hours = service.asked.map(({ headers }) => Number(String(headers['x-amz-date']).slice(9, 11)));
  expect(hours.slice(1)).toEqual([theirs.getUTCHours(), theirs.getUTCHours()]);
  expect(service.asked).toHaveLength(3);
});

test('an answer that stops coming is given up and asked for again', async () => {
  await begin(stall, answer('whole'));
  expect(await ask({ silenceMs: 200 })).toBe('whole');
});

test.each<[string, Step]>([
  ['before the answer', () => {}],
  ['within the answer', stall],
])('who gives up %s gets the own reason at once, and nothing is asked again', async (_, step) => {
  await begin(step);
  const controller = new AbortController();
  const reason = new Error('enough');
  setTimeout(() => controller.abort(reason), 100);
  await expect(ask({ signal: controller.signal })).rejects.toBe(reason);
  expect(service.asked).toHaveLength(1);
});

test('who gives up between two attempts does not wait for the second', async () => {
  await begin(refusal(503, 'SlowDown'));
  const reason = new Error('enough');
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 20);
  await expect(ask({ signal: controller.signal })).rejects.toBe(reason);
});

test('an answer over the limit is refused by its announced length, or where it passes the limit', async () => {
  await begin(answer('x'.repeat(5000)), (_, response) => void response.writeHead(200).end('y'.repeat(5000)));
  for (let turn = 0; turn < 2; turn += 1) {
    await expect(ask({ maxBytes: 4000 })).rejects.toBeInstanceOf(AnswerTooLong);
  }
  expect(service.asked).toHaveLength(2);
});

test('memory that was given back does not change an answer that is still in use', async () => {
  await begin(answer('a'.repeat(100)), answer('b'.repeat(100)), answer('c'.repeat(100)));
  const first = await client.send(service.place, get);
  const second = await client.send(service.place, get);
  second.release();
  const third = await client.send(service.place, get);
  expect([first.body.toString(), third.body.toString()]).toEqual(['a'.repeat(100), 'c'.repeat(100)]);
});
