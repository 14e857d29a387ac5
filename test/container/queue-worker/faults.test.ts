import { until } from '../../until';
import { plainPicture } from '../pictures';
import { Fleet } from './fleet';

// More by `.ci/run long`.
const messages = process.env.LONG ? 1000 : 300;
const visibilities = process.env.LONG ? 5 : 2;
const colours = { red: '#ff0000', green: '#00ff00', blue: '#0000ff' };
let pictures: Record<string, Buffer>;
let dark: Buffer;
let fleet: Fleet;

beforeAll(async () => {
  const made = Object.entries(colours).map(async ([name, colour]) => [name, await plainPicture(colour)] as const);
  pictures = Object.fromEntries(await Promise.all(made));
  dark = await plainPicture('#000000');
});

afterEach(async () => {
  await fleet.stop();
});

/** Pictures whose names tell their colour. */
function many(count: number): Map<string, Buffer> {
  const names = Object.keys(colours);
  return new Map(
    Array.from({ length: count }, (_, number) => {
      const colour = names[number % names.length];
      return [`${colour} ${number}.jpg`, pictures[colour]] as const;
    }),
  );
}

/** Which results are wrong or missing. */
function mistakes(results: ReadonlyMap<string, string>, expected: ReadonlyMap<string, unknown>): string[] {
  return [...expected.keys()].flatMap((key) => {
    const { status, labels, failure } = JSON.parse(results.get(`${key}.json`) ?? '{"status":"lost"}');
    const right = status === 'classified' && labels[0].label === key.split(' ')[0];
    return right ? [] : [`${key}: ${status} ${failure?.id ?? labels?.[0].label}`];
  });
}

/** Which tries of a picture were begun, by the status events up to its result; they go together twice a second. */
async function startsOf(wanted: string): Promise<number[]> {
  const starts: number[] = [];
  for (let ended = false; !ended; ) {
    const events = (await fleet.cloud.take(fleet.queues.status)).flatMap(({ body }) => JSON.parse(body).events);
    for (const { event, attempt } of events.filter(({ key }) => key === wanted)) {
      if (event === 'started') starts.push(attempt);
      ended ||= event === 'failed' || event === 'classified';
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return starts;
}

test('S3 and SQS on a bad day: duplicates, the order lost, errors, expired receipts, and every result is right', async () => {
  fleet = await Fleet.start({}, { IMAGE_CLASSIFIER_VISIBILITY_SECONDS: '4' });
  const expected = many(messages);
  const every20th = (key: string, place: number) => Number(/\d+/.exec(key)?.[0]) % 20 === place;
  await fleet.submit(expected, {
    copies: (key) => (every20th(key, 0) ? 2 : 1),
    // Behind those that were sent after it.
    late: (key) => (every20th(key, 7) ? 2 : 0),
  });
  await fleet.cloud.faults({ s3: 0.02, sqs: 0.02, receipts: 0.01 });
  const workers = [await fleet.worker(), await fleet.worker()];
  await fleet.drained();
  const { faults } = await fleet.cloud.faults({});
  // About five in a hundred messages; calls are shared by several.
  expect(faults).toBeGreaterThan(messages / 100);
  const results = await fleet.results();
  expect(mistakes(results, expected)).toEqual([]);
  expect(results.size).toBe(messages);
  expect(workers.map(({ child }) => child.exitCode)).toEqual([null, null]);
  const announced = (await fleet.cloud.take(fleet.queues.results)).map(({ attributes }) => attributes.id);
  expect(new Set(announced).size).toBe(messages);
  expect(announced.length).toBeLessThan(messages * 1.1);
}, 150_000);

test.each(['hang', 'fail', 'exhaust'] as const)(
  'a picture that makes the model %s is started three times, then gets its result; the others are right',
  async (whenDark) => {
    fleet = await Fleet.start(
      { whenDark },
      { IMAGE_CLASSIFIER_PICTURE_TIMEOUT_SECONDS: '0.5', IMAGE_CLASSIFIER_PROCESSES: '2' },
    );
    const expected = many(30);
    await fleet.submit(new Map([...expected, ['poison.jpg', dark]]));
    await fleet.worker();
    await fleet.drained();
    const results = await fleet.results();
    expect(mistakes(results, expected)).toEqual([]);
    expect(results.size).toBe(31);
    const poison = JSON.parse(results.get('poison.jpg.json') ?? '{}');
    expect(poison).toMatchObject({
      status: 'failed',
      attempts: 3,
      failure: { id: whenDark === 'hang' ? 'image-too-slow' : 'internal-error' },
    });
    expect(await startsOf('poison.jpg')).toEqual([1, 2, 3]);
    // For whoever mends the cause: the message itself is kept.
    expect(await fleet.cloud.take(fleet.queues.dead)).toHaveLength(1);
  },
  120_000,
);

test('work that takes longer than the visibility is started once', async () => {
  const settings = { IMAGE_CLASSIFIER_VISIBILITY_SECONDS: '3', IMAGE_CLASSIFIER_PICTURE_TIMEOUT_SECONDS: '120' };
  fleet = await Fleet.start({}, settings);
  const { logs } = await fleet.worker();
  // A process that stands still is one whose run takes long, without taking the other tests' cores.
  const slow = Number(logs.find(({ msg }) => msg === 'inference process opened the model')?.pid);
  process.kill(slow, 'SIGSTOP');
  await fleet.submit(new Map([['red slow.jpg', pictures.red]]));
  await new Promise((resolve) => setTimeout(resolve, visibilities * 3000));
  expect(await fleet.cloud.waiting(fleet.queues.jobs)).toBe(1);
  process.kill(slow, 'SIGCONT');
  await fleet.drained();
  expect(await startsOf('red slow.jpg')).toEqual([1]);
  const result = JSON.parse((await fleet.results()).get('red slow.jpg.json') ?? '{}');
  expect([result.status, result.attempts]).toEqual(['classified', 1]);
});

test('SIGTERM under load, again and again: what is in work is finished, nothing is delivered twice', async () => {
  fleet = await Fleet.start({ rounds: 100 });
  const expected = many(60);
  await fleet.submit(expected);
  const times: number[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    const { child, exited } = await fleet.worker();
    await fleet.atWork();
    const begin = Date.now();
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    times.push(Date.now() - begin);
  }
  expect(Math.max(...times)).toBeLessThan(10_000);
  await fleet.worker();
  await fleet.drained();
  const results = await fleet.results();
  expect(mistakes(results, expected)).toEqual([]);
  const attempts = [...results.values()].map((body) => JSON.parse(body).attempts);
  expect(new Set(attempts)).toEqual(new Set([1]));
});

test('workers killed without warning lose nothing', async () => {
  fleet = await Fleet.start({ rounds: 60 }, { IMAGE_CLASSIFIER_VISIBILITY_SECONDS: '5' });
  const expected = many(100);
  await fleet.submit(expected);
  for (let turn = 0; turn < 2; turn += 1) {
    const before = (await fleet.done()).length;
    const { child, exited } = await fleet.worker();
    await until(async () => {
      const { length } = await fleet.done();
      return length > before || length === expected.size;
    });
    child.kill('SIGKILL');
    await exited;
  }
  await fleet.worker();
  await fleet.drained();
  const results = await fleet.results();
  expect(mistakes(results, expected)).toEqual([]);
  expect(results.size).toBe(100);
  expect(await fleet.cloud.waiting(fleet.queues.dead)).toBe(0);
});
