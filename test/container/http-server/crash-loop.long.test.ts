import { join } from 'node:path';
import { plainPicture } from '../pictures';
import { endingServers, type ServerProcess, startServer, startTinyServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';

const repository = temporaryFolder();
const servers: ServerProcess[] = [];
let green: Uint8Array<ArrayBuffer>;
let black: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  [green, black] = (await Promise.all([plainPicture('#00ff00'), plainPicture('#000000')])).map(
    (picture) => new Uint8Array(picture),
  );
});

endingServers(servers);

async function post({ url }: ServerProcess, picture: Uint8Array<ArrayBuffer>, query = '') {
  const asked = performance.now();
  const response = await fetch(`${url}/classify${query}`, { method: 'POST', body: picture });
  const answer = await response.json();
  return {
    status: response.status,
    answer: answer.failure?.id ?? answer.labels[0].label,
    message: answer.failure?.message,
    retryAfter: Number(response.headers.get('retry-after')),
    milliseconds: performance.now() - asked,
  };
}

/** Kills every inference process of the server as soon as it has opened the model, as a crash in native code would. */
function killEachOf({ logs }: ServerProcess): () => void {
  let seen = 0;
  const timer = setInterval(() => {
    for (; seen < logs.length; seen += 1) {
      if (logs[seen].msg === 'inference process opened the model') process.kill(Number(logs[seen].pid), 'SIGKILL');
    }
  }, 10);
  return () => clearInterval(timer);
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('while its processes keep dying the server answers everyone at once, says why, and works again as soon as it can', async () => {
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_PROCESSES: '2' });
  servers.push(server);
  const stopKilling = killEachOf(server);
  await until(() => server.logs.some(({ msg }) => msg === 'model interrupted'));
  const interrupted = server.logs.find(({ msg }) => msg === 'model interrupted');
  expect(interrupted).toMatchObject({ level: 'error', reason: expect.stringContaining('SIGKILL') });

  const refused = await post(server, green);
  expect(refused).toMatchObject({ status: 503, answer: 'model-not-ready' });
  expect(refused.message).toContain('SIGKILL');
  expect(refused.retryAfter).toBeGreaterThanOrEqual(1);
  expect(refused.milliseconds).toBeLessThan(900);
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);

  stopKilling();
  await until(async () => (await fetch(`${server.url}/health/ready`)).status === 200);
  expect(await post(server, green)).toMatchObject({ status: 200, answer: 'green' });
}, 60_000);

test('a model whose processes keep dying does not cost its neighbour a single answer', async () => {
  writeTinyModel(join(repository, 'good', '1'));
  writeTinyModel(join(repository, 'bad', '1'), { whenDark: 'hang' });
  const server = await startServer({
    IMAGE_CLASSIFIER_REPOSITORY: repository,
    IMAGE_CLASSIFIER_PRELOAD: 'good,bad',
    IMAGE_CLASSIFIER_PICTURE_TIMEOUT_SECONDS: '0.3',
  });
  servers.push(server);
  let over = false;
  const good = (async () => {
    const answers: string[] = [];
    while (!over) answers.push((await post(server, green, '?model=good')).answer);
    return answers;
  })();
  const bad: string[] = [];
  while (!bad.includes('model-not-ready')) bad.push((await post(server, black, '?model=bad')).answer);
  over = true;

  expect(new Set(bad)).toEqual(new Set(['image-too-slow', 'model-not-ready']));
  const answers = await good;
  expect(answers.length).toBeGreaterThan(10);
  expect(new Set(answers)).toEqual(new Set(['green']));
}, 60_000);
