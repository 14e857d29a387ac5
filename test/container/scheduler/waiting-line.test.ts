import { type Waiter, WaitingLine } from '../../../container/src/scheduler/waiting-line';
import { randomNumbers } from './simulation';

const order = (one: Waiter, other: Waiter) => one.due - other.due || one.arrival - other.arrival;

/** What the line promises, in its plainest form. */
class SlowLine {
  fresh: Waiter[] = [];
  again: Waiter[] = [];
  get everyone(): Waiter[] {
    return [...this.again, ...this.fresh.sort(order)];
  }
}

test.each([1, 2, 3, 4, 5])('keeps its order through thousands of random joins and leaves (%d)', (seed) => {
  const random = randomNumbers(seed);
  const line = new WaitingLine<Waiter>();
  const expected = new SlowLine();
  for (let arrival = 0; arrival < 3000; arrival += 1) {
    const everyone = expected.everyone;
    if (random() < 0.52 || everyone.length === 0) {
      const entry = { due: Math.floor(random() * 20), arrival, costMs: Math.floor(random() * 100) };
      const again = random() < 0.1;
      (again ? expected.again : expected.fresh).push(entry);
      if (again) line.joinAgain(entry);
      else line.join(entry);
    } else {
      const gone = everyone[random() < 0.7 ? 0 : Math.floor(random() * everyone.length)];
      line.leave(gone);
      line.leave(gone);
      expected.fresh = expected.fresh.filter((entry) => entry !== gone);
      expected.again = expected.again.filter((entry) => entry !== gone);
    }
    const due = Math.floor(random() * 20);
    const ahead = [...expected.again, ...expected.fresh.filter((entry) => entry.due <= due)];
    expect(line.length).toBe(expected.everyone.length);
    expect(line.before(due)).toEqual({
      entries: ahead.length,
      milliseconds: ahead.reduce((sum, { costMs }) => sum + costMs, 0),
    });
    if (arrival % 10 === 0) expect([...line]).toEqual(expected.everyone);
  }
});

test('thirty thousand who wait neither slow down those who join nor those who leave', () => {
  const line = new WaitingLine<Waiter>();
  const entries = Array.from({ length: 30_000 }, (_, arrival) => ({ due: 1, arrival, costMs: 1 }));
  const start = performance.now();
  for (const entry of entries) line.join(entry);
  for (const entry of entries) line.leave(entry);
  expect(performance.now() - start).toBeLessThan(5000);
  expect(line.length).toBe(0);
});
