import { DecodingMemory } from '../../../container/src/scheduler/decoding-memory';
import type { Scheduled } from '../../../container/src/scheduler/entry';
import { Scheduler, type SchedulerOptions } from '../../../container/src/scheduler/scheduler';
import { Failure } from '../../../lib/contracts/failures';
import { HandSlot, job, settled } from './hand-slot';

const roomy = { maxBatch: 4, maxWaiting: 100 };

function schedulerWith(slots: HandSlot[], options: Partial<SchedulerOptions> = {}) {
  const scheduler = new Scheduler({ ...roomy, decoding: new DecodingMemory(1000), now: () => 0, ...options });
  for (const slot of slots) scheduler.offer(slot);
  return scheduler;
}

function failureOf(promise: Promise<Scheduled>): Promise<string> {
  return promise.then(
    () => 'no failure',
    (failure: Failure) => failure.id,
  );
}

async function label(promise: Promise<Scheduled>): Promise<string> {
  const { outcome } = await promise;
  if ('labels' in outcome) return outcome.labels[0].label;
  return 'failure' in outcome ? outcome.failure : 'tensors';
}

test('a picture never waits for company', () => {
  const slot = new HandSlot();
  void schedulerWith([slot]).submit(job('a'));
  expect(slot.batches).toEqual([['a']]);
});

test('a backlog becomes batches, in the order of arrival, and everyone gets their own answer', async () => {
  const slot = new HandSlot();
  const scheduler = schedulerWith([slot]);
  const answers = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => label(scheduler.submit(job(name))));
  await slot.answer();
  await slot.answer();
  await slot.answer();
  expect(slot.batches).toEqual([['a'], ['b', 'c', 'd', 'e'], ['f']]);
  expect(await Promise.all(answers)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
});

test('two slots share a backlog instead of one taking all of it', async () => {
  const slots = [new HandSlot(), new HandSlot()];
  const scheduler = schedulerWith(slots);
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) void scheduler.submit(job(name));
  await slots[0].answer();
  await slots[1].answer();
  expect(slots.map(({ batches }) => batches[1].length)).toEqual([2, 1]);
});

test('does not spend a place in a batch on a caller who hung up', async () => {
  const slot = new HandSlot();
  const scheduler = schedulerWith([slot]);
  const caller = new AbortController();
  void scheduler.submit(job('a'));
  const gone = failureOf(scheduler.submit(job('b', { signal: caller.signal })));
  void scheduler.submit(job('c'));
  caller.abort();
  await slot.answer();
  expect(slot.batches).toEqual([['a'], ['c']]);
  expect(await gone).toBe('request-cancelled');
});

test('a caller who hung up gives the place in the line to the next one', async () => {
  const slot = new HandSlot();
  const scheduler = schedulerWith([slot], { maxWaiting: 1 });
  const caller = new AbortController();
  void scheduler.submit(job('a'));
  void failureOf(scheduler.submit(job('b', { signal: caller.signal })));
  expect(() => scheduler.submit(job('c'))).toThrow(expect.objectContaining({ id: 'server-overloaded' }));
  caller.abort();
  expect(() => scheduler.submit(job('c'))).not.toThrow();
});

test('a picture whose deadline passed in the line is answered and never decoded', async () => {
  const slot = new HandSlot();
  const scheduler = schedulerWith([slot]);
  void scheduler.submit(job('a'));
  const late = failureOf(scheduler.submit(job('b', { deadline: 5 })));
  expect(await late).toBe('deadline-exceeded');
  await slot.answer();
  expect(slot.batches).toEqual([['a']]);
});

test('turns a picture away at once when it could not be answered before its deadline', async () => {
  let clock = 0;
  const slot = new HandSlot();
  const scheduler = schedulerWith([slot], { now: () => clock });
  void scheduler.submit(job('a'));
  clock = 3000;
  await slot.answer();
  void scheduler.submit(job('b'));
  expect(() => scheduler.submit(job('c', { deadline: clock + 1000 }))).toThrow(
    expect.objectContaining({ id: 'server-overloaded' }),
  );
  expect(scheduler.retryAfterSeconds).toBe(6);
});

test('pictures that are large in memory are decoded one after the other', async () => {
  const slots = [new HandSlot(), new HandSlot()];
  const scheduler = schedulerWith(slots);
  void scheduler.submit(job('large', { decodedBytes: 700 }));
  void scheduler.submit(job('larger', { decodedBytes: 900 }));
  void scheduler.submit(job('small'));
  expect([...slots[0].batches, ...slots[1].batches]).toEqual([['large']]);
  await slots[1].answer();
  expect(slots.map(({ batches }) => batches)).toEqual([[['small']], [['large'], ['larger']]]);
});

test('a picture that would never fit into memory is refused', () => {
  const submit = () => schedulerWith([new HandSlot()]).submit(job('a', { decodedBytes: 2000 }));
  expect(submit).toThrow(expect.objectContaining({ id: 'image-too-costly' }));
});

test('a picture whose process died is tried once more, alone and before all others', async () => {
  const [first, second] = [new HandSlot(), new HandSlot()];
  const scheduler = schedulerWith([first]);
  void scheduler.submit(job('a'));
  const answers = ['b', 'c'].map((name) => label(scheduler.submit(job(name))));
  await first.answer();
  void scheduler.submit(job('d'));
  await first.die('crash');
  scheduler.offer(second);
  await second.answer();
  await second.answer();
  expect(second.batches).toEqual([['b'], ['c'], ['d']]);
  expect(await Promise.all(answers)).toEqual(['b', 'c']);
});

test.each([
  ['crash', 'inference-crashed'],
  ['hang', 'image-too-slow'],
] as const)('a picture that takes a second process with it by %s fails with %s', async (reason, id) => {
  const slots = [new HandSlot(), new HandSlot()];
  const scheduler = schedulerWith([slots[0]]);
  const failure = failureOf(scheduler.submit(job('poison')));
  await slots[0].die(reason);
  scheduler.offer(slots[1]);
  await slots[1].die(reason);
  expect(await failure).toBe(id);
});

test('counts what waits and what is in work', async () => {
  const slot = new HandSlot();
  const scheduler = schedulerWith([slot]);
  for (const name of ['a', 'b', 'c']) void scheduler.submit(job(name));
  expect([scheduler.inFlight, scheduler.waiting]).toEqual([1, 2]);
  await slot.answer();
  await slot.answer();
  expect([scheduler.inFlight, scheduler.waiting]).toEqual([0, 0]);
});

test('a free slot that died is not used again', async () => {
  const slot = new HandSlot();
  const scheduler = schedulerWith([slot]);
  scheduler.withdraw(slot);
  void scheduler.submit(job('a'));
  await settled();
  expect(slot.batches).toEqual([]);
  expect(scheduler.waiting).toBe(1);
});

test('when a picture that was too large for the free memory leaves, the one behind it starts at once', async () => {
  const slots = [new HandSlot(), new HandSlot()];
  const scheduler = schedulerWith(slots);
  const caller = new AbortController();
  void scheduler.submit(job('first', { decodedBytes: 700 }));
  void failureOf(scheduler.submit(job('large', { decodedBytes: 900, signal: caller.signal })));
  void scheduler.submit(job('small'));
  caller.abort();
  expect(slots[0].batches).toEqual([['small']]);
});

test('an outage answers everyone who waits and everyone who comes, until a slot is there again', async () => {
  const [lost, next] = [new HandSlot(), new HandSlot()];
  const scheduler = schedulerWith([lost]);
  const running = failureOf(scheduler.submit(job('running')));
  const waiting = failureOf(scheduler.submit(job('waiting')));
  scheduler.interrupt(new Failure('model-not-ready'), 5000);
  await lost.die('crash');
  expect(await Promise.all([running, waiting])).toEqual(['model-not-ready', 'model-not-ready']);
  expect(() => scheduler.submit(job('new'))).toThrow(expect.objectContaining({ id: 'model-not-ready' }));
  expect(() => scheduler.requireRoom({ deadline: 1000 })).toThrow(expect.objectContaining({ id: 'model-not-ready' }));
  expect(scheduler.retryAfterSeconds).toBe(5);
  scheduler.offer(next);
  void scheduler.submit(job('later'));
  expect(next.batches).toEqual([['later']]);
});

test('a batch stays so small that its first picture is still in time', async () => {
  let clock = 0;
  const slot = new HandSlot();
  const scheduler = schedulerWith([slot], { now: () => clock });
  for (const name of ['a', 'b', 'c']) {
    void scheduler.submit(job(name));
    clock += 100;
    await slot.answer();
  }
  void scheduler.submit(job('d'));
  void scheduler.submit(job('hurried', { deadline: clock + 350 }));
  for (const name of ['e', 'f', 'g']) void scheduler.submit(job(name));
  clock += 100;
  await slot.answer();
  await slot.answer();
  expect(slot.batches.slice(-2)).toEqual([
    ['hurried', 'e'],
    ['f', 'g'],
  ]);
});

test('schedulers that share their memory for decoding wake each other when some comes back', async () => {
  const decoding = new DecodingMemory(10);
  const [one, other] = [new HandSlot(), new HandSlot()];
  const first = schedulerWith([one], { decoding });
  const second = schedulerWith([other], { decoding });
  void first.submit(job('large', { decodedBytes: 8 }));
  const waiting = second.submit(job('another', { decodedBytes: 8 }));
  expect([one.batches, other.batches]).toEqual([[['large']], []]);
  await one.answer();
  expect(other.batches).toEqual([['another']]);
  await other.answer();
  expect(await label(waiting)).toBe('another');
  expect(decoding.room).toBe(10);
});
