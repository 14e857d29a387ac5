import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { processFiles, testWith } from '../../../system-package';
import { plainPicture } from '../../pictures';
import { endingServers, type ServerProcess, startTinyServer } from '../../server-process';

const servers: ServerProcess[] = [];
const mebibyte = 1_048_576;

endingServers(servers);

async function serverWith(environment: Record<string, string> = {}, model = {}): Promise<ServerProcess> {
  const server = await startTinyServer(model, environment);
  servers.push(server);
  return server;
}

/** A request with JSON lines whose body is still open. */
function open({ url }: ServerProcess): ClientRequest {
  const headers = { 'Content-Type': 'application/jsonlines' };
  return request(`${url}/invocations`, { method: 'POST', headers, agent: false });
}

const line = (picture: Buffer) => `${JSON.stringify({ b64: picture.toString('base64') })}\n`;

async function answersTo(sent: ClientRequest): Promise<AsyncIterator<string>> {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return createInterface({ input: response })[Symbol.asyncIterator]();
}

const labelIn = ({ value }: IteratorResult<string>) => {
  const { labels, failure } = JSON.parse(value);
  return labels?.[0].label ?? failure.id;
};

test('a picture is answered while the next are not even sent', async () => {
  const sent = open(await serverWith());
  sent.write(line(await plainPicture('#ff0000')));
  const answers = await answersTo(sent);
  expect(labelIn(await answers.next())).toBe('red');
  sent.write(line(await plainPicture('#00ff00')));
  expect(labelIn(await answers.next())).toBe('green');
  sent.end(line(await plainPicture('#0000ff')));
  expect(labelIn(await answers.next())).toBe('blue');
  expect((await answers.next()).done).toBe(true);
});

test('a body that stands still is given up after the time of one request, and what was answered stays', async () => {
  const sent = open(await serverWith({ IMAGE_CLASSIFIER_REQUEST_TIMEOUT_SECONDS: '2' }));
  sent.on('error', () => {});
  const answers = answersTo(sent);
  for (let turn = 0; turn < 3; turn++) {
    sent.write(line(await plainPicture('#ff0000')));
    await new Promise((resolve) => setTimeout(resolve, 900));
  }
  const iterator = await answers;
  const labels = [];
  for (let turn = 0; turn < 4; turn++) labels.push(labelIn(await iterator.next()));
  expect(labels).toEqual(['red', 'red', 'red', 'upload-too-slow']);
  sent.destroy();
});

testWith(...processFiles)(
  '200 MB of pictures in one request take no more memory than a few of them',
  async () => {
    const server = await serverWith({
      IMAGE_CLASSIFIER_MAX_BODY_BYTES: String(1024 * mebibyte),
      IMAGE_CLASSIFIER_MAX_WAITING_BYTES: String(16 * mebibyte),
      // As in the image.
      MALLOC_TRIM_THRESHOLD_: '131072',
    });
    const resident = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))?.[1]) / 1024;
    const before = resident();
    // Decoders read a JPEG to its end, whatever follows.
    const large = line(Buffer.concat([await plainPicture('#00ff00'), Buffer.alloc(mebibyte)]));
    const sent = open(server);
    const answers = answersTo(sent);
    let most = 0;
    void (async () => {
      for (let turn = 0; turn < 150; turn++) {
        if (!sent.write(large)) await once(sent, 'drain');
        if (turn % 20 === 0) most = Math.max(most, resident());
      }
      sent.end();
    })();
    let green = 0;
    const iterator = await answers;
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      green += Number(labelIn(next) === 'green');
    expect(green).toBe(150);
    expect(most - before).toBeLessThan(140);
  },
  120_000,
);

test('a caller who hangs up in the middle leaves nothing behind', async () => {
  const server = await serverWith({ IMAGE_CLASSIFIER_MAX_WAITING_BYTES: String(mebibyte) }, { rounds: 40 });
  const picture = line(Buffer.concat([await plainPicture('#ff0000'), Buffer.alloc(200_000)]));
  for (let turn = 0; turn < 8; turn++) {
    const sent = open(server);
    sent.on('error', () => {});
    for (let place = 0; place < 3; place++) sent.write(picture);
    await new Promise((resolve) => setTimeout(resolve, 40));
    sent.destroy();
  }
  const sent = open(server);
  sent.end(picture.repeat(8));
  const answers = await answersTo(sent);
  for (let turn = 0; turn < 8; turn++) expect(labelIn(await answers.next())).toBe('red');
});

test('blank lines get no answer and hold nothing, however many they are', async () => {
  const server = await serverWith({ IMAGE_CLASSIFIER_MAX_WAITING_BYTES: String(mebibyte) });
  const sent = open(server);
  const [red, blue] = [line(await plainPicture('#ff0000')), line(await plainPicture('#0000ff'))];
  sent.write(`\r\n${red}`);
  const answers = await answersTo(sent);
  expect(labelIn(await answers.next())).toBe('red');
  for (let turn = 0; turn < 2; turn++) sent.write('\n'.repeat(mebibyte / 2) + ' \t\r\n'.repeat(mebibyte / 8));
  sent.end(`${blue}\n\n`);
  expect(labelIn(await answers.next())).toBe('blue');
  expect((await answers.next()).done).toBe(true);
});

test('a series that was accepted is finished after SIGTERM', async () => {
  const server = await serverWith({}, { rounds: 100 });
  const sent = open(server);
  sent.end(line(await plainPicture('#0000ff')).repeat(12));
  const answers = await answersTo(sent);
  expect(labelIn(await answers.next())).toBe('blue');
  const stopped = server.stop();
  for (let turn = 1; turn < 12; turn++) expect(labelIn(await answers.next())).toBe('blue');
  expect((await answers.next()).done).toBe(true);
  expect(await stopped).toBe(0);
});

test('more pictures than the line holds wait for their turn instead of failing', async () => {
  const server = await serverWith(
    { IMAGE_CLASSIFIER_MAX_WAITING: '1', IMAGE_CLASSIFIER_PROCESSES: '1' },
    { rounds: 20 },
  );
  const sent = open(server);
  sent.end(line(await plainPicture('#0000ff')).repeat(30));
  const answers = await answersTo(sent);
  for (let turn = 0; turn < 30; turn++) expect(labelIn(await answers.next())).toBe('blue');
});
