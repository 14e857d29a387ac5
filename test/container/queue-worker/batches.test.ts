import { Batches } from '../../../container/src/job-queue/batches';

/** A call that answers when the test says so. */
function slowCalls() {
  const calls: { items: readonly string[]; answer(failed?: number[]): void; fail(error: Error): void }[] = [];
  const batches = new Batches<string>(
    (items) =>
      new Promise((resolve, reject) => {
        calls.push({ items, answer: (failed = []) => resolve(failed), fail: reject });
      }),
  );
  return { batches, calls };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('the first goes at once; what comes meanwhile goes together, ten at most', async () => {
  const { batches, calls } = slowCalls();
  const all = Array.from({ length: 13 }, (_, number) => batches.add(String(number)));
  expect(calls.map(({ items }) => items)).toEqual([['0']]);
  calls[0].answer();
  await settled();
  expect(calls[1].items).toHaveLength(10);
  calls[1].answer();
  await settled();
  expect(calls[2].items).toEqual(['11', '12']);
  calls[2].answer();
  await expect(Promise.all(all)).resolves.toHaveLength(13);
});

test('only the entry that failed fails, and a call that fails fails its entries alone', async () => {
  const { batches, calls } = slowCalls();
  const first = batches.add('a');
  const rest = [batches.add('b'), batches.add('c')];
  calls[0].fail(new Error('no network'));
  await expect(first).rejects.toThrow('no network');
  calls[1].answer([0]);
  await expect(rest[0]).rejects.toThrow('failed');
  await expect(rest[1]).resolves.toBeUndefined();
});

test('large bodies share a call only while they fit', async () => {
  const { batches, calls } = slowCalls();
  const sizes = [1, 200_000, 200_000, 300_000, 1].map((bytes, number) => batches.add(String(number), bytes));
  for (let call = 0; call < 4; call += 1) {
    calls[call].answer();
    await settled();
  }
  expect(calls.map(({ items }) => items)).toEqual([['0'], ['1'], ['2'], ['3'], ['4']]);
  calls[4].answer();
  await Promise.all(sizes);
});

test('waits a moment for those that may come, and no longer once they are there', async () => {
  const calls: (readonly string[])[] = [];
  let expected = 3;
  const batches = new Batches<string>(
    async (items) => {
      calls.push(items);
      return [];
    },
    { expected: () => expected, milliseconds: 50 },
  );
  const [first, second] = [batches.add('a'), batches.add('b')];
  await settled();
  expect(calls).toEqual([]);
  const third = batches.add('c');
  await Promise.all([first, second, third]);
  expect(calls).toEqual([['a', 'b', 'c']]);
  // The others do not come.
  await batches.add('d');
  expect(calls[1]).toEqual(['d']);
  expected = 1;
  const alone = batches.add('e');
  expect(calls[2]).toEqual(['e']);
  await alone;
});
