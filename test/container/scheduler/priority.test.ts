import { DecodingMemory } from '../../../container/src/scheduler/decoding-memory';
import { dueAt } from '../../../container/src/scheduler/priority';
import { Scheduler } from '../../../container/src/scheduler/scheduler';
import { HandSlot, job } from './hand-slot';
import { simulate } from './simulation';

const three = { levels: 3, usual: 2 };

test.each([0, 4, 1_000_000])('priority %d, which is no level, is the usual one', (priority) => {
  expect(dueAt(500, priority, three)).toBe(dueAt(500, 2, three));
});

test('among equals the caller who can wait least is served first', async () => {
  const slot = new HandSlot();
  const scheduler = new Scheduler({ maxBatch: 1, maxWaiting: 9, decoding: new DecodingMemory(9), now: () => 0 });
  scheduler.offer(slot);
  void scheduler.submit(job('first'));
  for (const [name, deadline] of [
    ['patient', 9000],
    ['hurried', 3000],
    ['usual', 5000],
  ] as const) {
    void scheduler.submit(job(name, { deadline }));
  }
  for (let batch = 0; batch < 4; batch += 1) await slot.answer();
  expect(slot.batches.flat()).toEqual(['first', 'hurried', 'usual', 'patient']);
});

test('a higher level goes first, but never before those who waited a second longer', async () => {
  let clock = 0;
  const slot = new HandSlot();
  const options = { maxBatch: 1, maxWaiting: 9, decoding: new DecodingMemory(9), priorities: three, now: () => clock };
  const scheduler = new Scheduler(options);
  scheduler.offer(slot);
  const submit = (name: string, priority: number) =>
    void scheduler.submit(job(name, { deadline: clock + 30_000, priority }));
  submit('first', 1);
  submit('usual at 0', 0);
  submit('lowest at 0', 3);
  clock = 999;
  submit('highest at 999', 1);
  clock = 1001;
  submit('highest at 1001', 1);
  clock = 2001;
  submit('highest at 2001', 1);
  for (let batch = 0; batch < 6; batch += 1) await slot.answer();
  expect(slot.batches.flat()).toEqual([
    'first',
    'highest at 999',
    'usual at 0',
    'highest at 1001',
    'lowest at 0',
    'highest at 2001',
  ]);
});

test('highest priority alone beyond the ceiling: it is fast, and everyone below who got a place is answered', async () => {
  const machine = { slots: 2, costMs: (sizes: readonly number[]) => 3 + 8 * sizes.length };
  const ceiling = (2 * 4 * 1000) / 35;
  const priority = (random: () => number) => (random() < 0.8 ? 1 : 2);
  const options = { priorities: { levels: 2, usual: 2 } };
  const day = await simulate([{ perSecond: 1.5 * ceiling, seconds: 30, priority }], machine, options);

  const [high, low] = [1, 2].map((level) => day.answered.filter(({ priority }) => priority === level));
  expect(high.length / 30).toBeGreaterThan(0.8 * ceiling);
  expect(low.length).toBeGreaterThan(20);
  expect(day.p99(({ priority, at }) => priority === 1 && at > 2000)).toBeLessThan(150);
  expect(Math.max(...low.map(({ milliseconds }) => milliseconds))).toBeLessThan(1500);
});
