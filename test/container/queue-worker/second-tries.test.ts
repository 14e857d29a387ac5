import type { Message } from '../../../container/src/job-queue/message';
import { inOrder, SecondTries } from '../../../container/src/queue-worker/second-tries';

const message = (id: string, receiveCount: number): Message => ({ id, receiveCount, receipt: id, body: '', sentAt: 0 });
const maxTries = 3;

/** Delivers messages together until each is done or dead; `poison` kills every worker that starts it. */
function deliver(ids: readonly string[], poison: string): { done: string[]; dead: string[]; starts: number } {
  const [done, dead]: string[][] = [[], []];
  let waiting = [...ids];
  let starts = 0;
  // At the first try all are in work at once, so the worker takes all of them with it.
  for (let receiveCount = 2; waiting.length > 0; receiveCount += 1) {
    if (receiveCount > maxTries) return { done, dead: waiting, starts: starts + 1 };
    const order = inOrder(waiting.map((id) => message(id, receiveCount))).map(({ id }) => id);
    const before = order.indexOf(poison);
    done.push(...order.slice(0, before));
    waiting = order.slice(before);
    starts += 1;
  }
  return { done, dead, starts };
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

test.each(ids)('of ten pictures that always come together, only the one that kills workers is lost: %s', (poison) => {
  expect(deliver(ids, poison)).toMatchObject({ dead: [poison], starts: maxTries });
});

test('what was never tried goes first, then what has the fewest tries left', () => {
  const order = inOrder([message('a', 2), message('b', 3), message('c', 1), message('d', 2)]);
  expect(order.map(({ id }) => id)).toEqual(['c', 'b', 'a', 'd']);
});

test('first tries run at once; a second one waits for them, runs with nothing beside it, and keeps the worker from taking more', async () => {
  const line = new SecondTries();
  const running = new Set<string>();
  const seen: string[][] = [];
  const finish = new Map<string, () => void>();
  const run = (id: string, tries: number) =>
    line.run(message(id, tries), async () => {
      running.add(id);
      seen.push([...running]);
      await new Promise<void>((resolve) => finish.set(id, resolve));
      running.delete(id);
    });
  const tasks = [run('a', 1), run('b', 1)];
  expect(line.some).toBe(false);
  tasks.push(run('c', 2), run('d', 3));
  expect(line.some).toBe(true);

  for (const id of ['a', 'b', 'c', 'd']) {
    await new Promise(setImmediate);
    finish.get(id)?.();
  }
  await Promise.all(tasks);
  expect(seen).toEqual([['a'], ['a', 'b'], ['c'], ['d']]);
  expect(line.some).toBe(false);
});
