import { setImmediate as nextTurn } from 'node:timers/promises';
import { Conveyor } from '../../../container/page/conveyor';
import { Speedometer } from '../../../container/page/speedometer';
import { Store } from '../../../container/page/store';
import type { Answer, Classify } from '../../../container/page/transport';

const failure = { id: 'server-overloaded', message: 'Full.', advice: 'Wait.', retry: 'later' } as const;
const none = { waiting: 0, running: 0, uploading: 0, queued: 0, held: 0, classified: 0, failed: 0, cancelled: 0 };
const nobody = { model: undefined, worker: undefined, attempts: 1 };
const unreadable: Answer = { kind: 'result', result: { status: 'failed', id: 'r', failure, ...nobody } };

test('sends no more pictures at once than there are places', async () => {
  let now = 0;
  let most = 0;
  const { store } = carry(20, async () => {
    now += 1;
    most = Math.max(most, now);
    await nextTurn();
    now -= 1;
    return unreadable;
  });
  await ended(store);

  expect(most).toBe(3);
  expect(store.counts.failed).toBe(20);
});

test('sends a picture again when the server was full', async () => {
  let calls = 0;
  const { store } = carry(1, async () => {
    calls += 1;
    return calls < 3 ? { kind: 'later', afterMs: 1, failure } : unreadable;
  });
  await ended(store);

  expect(calls).toBe(3);
});

test('gives up with the last answer after the last try', async () => {
  const { store } = carry(1, async () => ({ kind: 'later', afterMs: 1, failure }));
  await ended(store);

  expect(store.entries[0].progress).toMatchObject({ stage: 'failed', failure: { id: 'server-overloaded' } });
});

test('a cancel ends waiting, running and held pictures at once', async () => {
  const { store, conveyor } = carry(8, async () => ({ kind: 'later', afterMs: 60_000, failure }));
  await nextTurn();
  conveyor.cancel();
  await ended(store);

  expect(store.counts.cancelled).toBe(8);
});

test('an answer that arrives after everything was cleared changes nothing', async () => {
  let answer = (_: Answer) => {};
  const { store, conveyor } = carry(1, () => new Promise((resolve) => (answer = resolve)));
  conveyor.abandon();
  store.clear();
  answer(unreadable);
  await nextTurn();

  expect(store.counts).toEqual(none);
});

function carry(count: number, classify: Classify) {
  const store = new Store(setImmediate);
  const speedometer = new Speedometer();
  const conveyor = new Conveyor({ store, speedometer, classify, places: 3, tries: 4, now: () => performance.now() });
  conveyor.send(store.add(Array.from({ length: count }, (_, place) => new File([], `${place}.jpg`))));
  return { store, conveyor };
}

async function ended(store: Store): Promise<void> {
  while (store.unfinished > 0) await nextTurn();
}
