import { Slots } from '../../../container/src/queue-worker/slots';

/** Messages that are classified in `classifyMs` and in somebody else's hands for `elsewhereMs`. */
function learned(slots: Slots, classifyMs: number, elsewhereMs: number, queueMs = 0): number {
  for (let message = 0; message < 200; message += 1) {
    const totalMs = classifyMs + queueMs;
    slots.learn(totalMs + elsewhereMs, { totalMs, queueMs });
  }
  return slots.count;
}

test('holds four messages for each process until it knows better', () => {
  expect(Slots.learning(2, 1).count).toBe(8);
});

test('holds as many as keep its processes at work while pictures and results are on their way', () => {
  // In 100 ms on the way, a process classifies ten pictures of 10 ms; one is in work, and one is ready.
  expect(learned(Slots.learning(2, 1), 10, 100)).toBe(24);
});

test('a model that takes pictures in batches finds the next batch ready', () => {
  expect(learned(Slots.learning(2, 3), 30, 100)).toBe(32);
  expect(learned(Slots.learning(1, 32), 1000, 100)).toBe(32);
});

test('a slow model needs no more than at first, a slow way no more than the limit', () => {
  expect(learned(Slots.learning(2, 1), 1000, 100)).toBe(8);
  expect(learned(Slots.learning(2, 1), 1, 60_000)).toBe(64);
});

test('waiting in line, which comes of holding many, is no reason to hold more', () => {
  expect(learned(Slots.learning(1, 1), 10, 50, 500)).toBe(7);
});

test('follows when the way becomes faster', () => {
  const slots = Slots.learning(1, 1);
  expect(learned(slots, 10, 200)).toBe(22);
  expect(learned(slots, 10, 25)).toBe(5);
});

test('a number that was set stays', () => {
  expect(learned(Slots.fixed(3), 1, 1000)).toBe(3);
});
