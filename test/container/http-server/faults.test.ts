import { readFileSync } from 'node:fs';
import { processFiles, testWith } from '../../system-package';
import { until } from '../../until';
import { plainPicture } from '../pictures';
import { endingServers, inferenceProcesses, type ServerProcess, startTinyServer } from '../server-process';
import type { TinyModelOptions } from '../tiny-model';

const servers: ServerProcess[] = [];

async function serverWith(model: TinyModelOptions, environment: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startTinyServer(model, { IMAGE_CLASSIFIER_PROCESSES: '1', ...environment });
  servers.push(server);
  return server;
}

endingServers(servers);

async function post({ url }: ServerProcess, picture: Buffer, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/classify`, { method: 'POST', body: new Uint8Array(picture), headers });
  const answer = await response.json();
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    answer: answer.failure?.id ?? answer.labels[0].label,
  };
}

/** One sample of /metrics: its name and, where it has many, one of its labels. */
async function metric({ url }: ServerProcess, name: string, label = ''): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line.startsWith(`image_classifier_${name}{`));
  return Number(
    lines
      .find((line) => line.includes(label))
      ?.split(' ')
      .pop(),
  );
}

test('a picture that hangs the model fails alone; everyone else gets an answer', async () => {
  const server = await serverWith({ whenDark: 'hang' }, { IMAGE_CLASSIFIER_PICTURE_TIMEOUT_SECONDS: '0.5' });
  const [green, black] = await Promise.all([plainPicture('#00ff00'), plainPicture('#000000')]);
  const answers = await Promise.all([
    post(server, green),
    post(server, black),
    post(server, green),
    post(server, green),
  ]);
  expect(answers.map(({ status, answer }) => [status, answer])).toEqual([
    [200, 'green'],
    [422, 'image-too-slow'],
    [200, 'green'],
    [200, 'green'],
  ]);
  expect(await metric(server, 'process_restarts_total', 'reason="hang"')).toBeGreaterThanOrEqual(2);
});

test('an inference process that is killed is replaced, and its picture is tried again', async () => {
  const server = await serverWith({});
  server.pause();
  const answer = post(server, await plainPicture('#00ff00'));
  await server.holds(1);
  process.kill(inferenceProcesses(server.logs)[0], 'SIGKILL');
  expect(await answer).toMatchObject({ status: 200, answer: 'green' });
  await until(() => inferenceProcesses(server.logs).length === 2);
});

test.each([
  ['fail', 'internal-error'],
  ['nan', 'internal-error'],
] as const)('a model that answers %s costs its picture a 500, not the server', async (whenDark, id) => {
  const server = await serverWith({ whenDark });
  expect(await post(server, await plainPicture('#000000'))).toMatchObject({ status: 500, answer: id });
  expect(await post(server, await plainPicture('#0000ff'))).toMatchObject({ status: 200, answer: 'blue' });
});

test('turns callers away with Retry-After when the line is full, and probes stay green', async () => {
  const server = await serverWith({}, { IMAGE_CLASSIFIER_MAX_WAITING: '2', IMAGE_CLASSIFIER_MAX_BATCH: '1' });
  const picture = await plainPicture('#00ff00');
  server.pause();
  const answers = Promise.all(Array.from({ length: 8 }, () => post(server, picture)));
  await until(async () => (await metric(server, 'failures_total', 'id="server-overloaded"')) >= 4);
  expect((await fetch(`${server.url}/ping`)).status).toBe(200);
  server.resume();
  const shed = (await answers).filter(({ status }) => status === 503);
  expect(shed.length).toBeGreaterThanOrEqual(4);
  for (const { answer, retryAfter } of shed) {
    expect(answer).toBe('server-overloaded');
    expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
  }
});

test("answers 504 at the caller's own deadline", async () => {
  const server = await serverWith({});
  server.pause();
  const late = await post(server, await plainPicture('#00ff00'), { 'X-Request-Timeout-Ms': '30' });
  server.resume();
  expect(late).toMatchObject({ status: 504, answer: 'deadline-exceeded' });
});

test('a picture whose caller hung up is not classified', async () => {
  const server = await serverWith({}, { IMAGE_CLASSIFIER_MAX_BATCH: '1' });
  const picture = await plainPicture('#00ff00');
  server.pause();
  const first = post(server, picture);
  await server.holds(1);
  const callers = new AbortController();
  const hungUp = Array.from({ length: 5 }, () => {
    const body = new Uint8Array(picture);
    return fetch(`${server.url}/classify`, { method: 'POST', body, signal: callers.signal }).catch(() => undefined);
  });
  await server.holds(6);
  callers.abort();
  await until(async () => (await metric(server, 'failures_total', 'id="request-cancelled"')) === 5);
  server.resume();
  await Promise.all([first, ...hungUp]);
  await post(server, picture);
  expect(await metric(server, 'failures_total', 'id="request-cancelled"')).toBe(5);
  expect(await metric(server, 'stage_seconds_count', 'stage="infer"')).toBe(2);
  expect(await metric(server, 'batch_size_count')).toBe(2);
});

testWith(...processFiles)('the process that answers HTTP never loads ONNX Runtime', async () => {
  const server = await serverWith({});
  await post(server, await plainPicture('#00ff00'));
  expect(readFileSync(`/proc/${server.child.pid}/maps`, 'utf8')).not.toContain('onnxruntime');
  expect(readFileSync(`/proc/${inferenceProcesses(server.logs)[0]}/maps`, 'utf8')).toContain('onnxruntime');
});

test('a picture on which the model fails does not fail the pictures in its batch', async () => {
  const server = await serverWith({ whenDark: 'fail' });
  const [green, black] = await Promise.all([plainPicture('#00ff00'), plainPicture('#000000')]);
  server.pause();
  const first = post(server, green);
  await server.holds(1);
  const answers = [green, green, black, green, green].map((picture) => post(server, picture));
  await server.holds(6);
  server.resume();
  const labels = (await Promise.all([first, ...answers])).map(({ answer }) => answer);
  expect(labels).toEqual(['green', 'green', 'green', 'internal-error', 'green', 'green']);
  expect(await metric(server, 'batch_size_count')).toBeLessThan(6);
});
