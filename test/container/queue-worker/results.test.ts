import { until } from '../../until';
import { plainPicture } from '../pictures';
import { eventOf, Fleet } from './fleet';

let red: Buffer;
let green: Buffer;
let fleet: Fleet;

beforeAll(async () => {
  red = await plainPicture('#ff0000');
  green = await plainPicture('#00ff00');
});

afterEach(async () => {
  await fleet.stop();
});

const odd = [
  'test_0.JPEG',
  'a.b.png',
  'uploads/two words.jpg',
  'plus+sign.jpg',
  'über/straße.jpg',
  '100%.jpg',
  '../../etc/passwd.jpg',
  'a//b.jpg',
  "quote's & <tags>.jpg",
];

test('every key comes back exactly, in JSON', async () => {
  fleet = await Fleet.start();
  await fleet.submit(new Map(odd.map((key) => [key, red])));
  await fleet.worker();
  await fleet.drained();
  const results = await fleet.results();
  expect([...results.keys()].sort()).toEqual(odd.map((key) => `${key}.json`).sort());
  for (const key of odd) {
    expect(JSON.parse(results.get(`${key}.json`) ?? '')).toMatchObject({
      status: 'classified',
      id: key,
      attempts: 1,
      worker: 'app-instance1',
      labels: [{ label: 'red' }, {}, {}],
    });
  }
  const announced = await fleet.cloud.take(fleet.queues.results);
  expect(announced.map(({ attributes }) => attributes.id).sort()).toEqual([...odd].sort());
  expect(announced.map(({ body }) => body).sort()).toEqual([...results.values()].sort());
});

test('the pair form is exact to the byte; pictures that differ in their extension alone both keep their result', async () => {
  fleet = await Fleet.start({}, { IMAGE_CLASSIFIER_RESULT_FORMAT: 'pair', IMAGE_CLASSIFIER_SLOTS: '1' });
  await fleet.submit(
    new Map([
      ['test_0.JPEG', red],
      ['a.b.png', green],
      ['x.png', red],
    ]),
  );
  await fleet.worker();
  await fleet.drained();
  await fleet.submit(new Map([['x.jpg', green]]));
  await fleet.drained();
  expect(Object.fromEntries(await fleet.results())).toEqual({
    test_0: '(test_0, red)',
    'a.b': '(a.b, green)',
    x: '(x, red)',
    'x.jpg': '(x, green)',
  });
  // With one slot, a worker holds one picture at a time.
  const events: { event: string }[] = [];
  await until(async () => {
    events.push(...(await fleet.cloud.take(fleet.queues.status)).flatMap(({ body }) => JSON.parse(body).events));
    return events.length >= 8;
  });
  expect(events.map(({ event }) => event)).toEqual(Array(4).fill(['started', 'classified']).flat());
});

test('the same input gives one result however often it is delivered; a newer upload replaces it', async () => {
  fleet = await Fleet.start();
  await fleet.submit(new Map([['a.jpg', red]]), { copies: () => 5 });
  await fleet.worker();
  await fleet.drained();
  const first = await fleet.results();
  expect([...first.keys()]).toEqual(['a.jpg.json']);
  expect(await fleet.cloud.take(fleet.queues.results)).toHaveLength(1);
  // S3 dates an upload by the second.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await fleet.submit(new Map([['a.jpg', green]]));
  await fleet.drained();
  expect(JSON.parse((await fleet.results()).get('a.jpg.json') ?? '').labels[0].label).toBe('green');
  expect(await fleet.cloud.take(fleet.queues.results)).toHaveLength(1);
});

test('inputs that can never succeed get their result at the first try', async () => {
  fleet = await Fleet.start();
  await fleet.submit(
    new Map<string, Uint8Array>([
      ['text.jpg', Buffer.from('hello')],
      ['empty.jpg', Buffer.alloc(0)],
      ['cut.jpg', red.subarray(0, 200)],
    ]),
  );
  await fleet.send([eventOf('nobody.jpg'), 'this is no job', JSON.stringify({ Event: 's3:TestEvent' })]);
  await fleet.worker();
  await fleet.drained();
  const results = await fleet.results();
  const failure = (key: string) => {
    const { status, attempts, failure } = JSON.parse(results.get(key) ?? '{}');
    return [status, attempts, failure?.id];
  };
  expect(failure('text.jpg.json')).toEqual(['failed', 1, 'image-unsupported']);
  expect(failure('empty.jpg.json')).toEqual(['failed', 1, 'image-missing']);
  expect(failure('cut.jpg.json')).toEqual(['failed', 1, 'image-unreadable']);
  expect(failure('nobody.jpg.json')).toEqual(['failed', 1, 'object-missing']);
  const unreadable = [...results.keys()].find((key) => key.startsWith('unreadable-messages/'));
  expect(failure(unreadable ?? '')).toEqual(['failed', 1, 'job-unreadable']);
  expect(results.size).toBe(5);
  expect(await fleet.cloud.waiting(fleet.queues.dead)).toBe(0);
});

test('workers take the lowest free names, give them back, and tell what they do', async () => {
  fleet = await Fleet.start();
  const first = await fleet.worker();
  const second = await fleet.worker();
  const nameOf = ({ logs }: typeof first) => logs.find(({ msg }) => msg === 'working')?.worker;
  expect([nameOf(first), nameOf(second)]).toEqual(['app-instance1', 'app-instance2']);
  first.child.kill('SIGTERM');
  expect(await first.exited).toBe(0);
  expect(nameOf(await fleet.worker())).toBe('app-instance1');
  await fleet.submit(new Map([['a.jpg', red]]));
  await fleet.drained();
  const events: { event: string; key: string; attempt: number; worker: string }[] = [];
  await until(async () => {
    events.push(...(await fleet.cloud.take(fleet.queues.status)).flatMap(({ body }) => JSON.parse(body).events));
    return events.some(({ event }) => event === 'classified');
  });
  expect(events.map(({ event, key, attempt }) => [event, key, attempt])).toEqual([
    ['started', 'a.jpg', 1],
    ['classified', 'a.jpg', 1],
  ]);
  expect(events[0].worker).toMatch(/^app-instance[12]$/);
});
