import { MemoryAdmission } from '../../../container/src/model-host/memory-admission';

const mebibyte = 1_048_576;

function admission(budget: number, limit = 1024, inUse = 200) {
  return new MemoryAdmission(budget * mebibyte, { limit: () => limit * mebibyte, inUse: () => inUse * mebibyte });
}

test('a model is taken for its file and a quarter, and 64 MiB for each process', () => {
  expect(MemoryAdmission.estimate(100 * mebibyte, 2)).toBe(253 * mebibyte);
});

test('what the container has left decides, less a reserve for pictures', () => {
  expect(admission(0).fits(728 * mebibyte)).toBe(true);
  expect(admission(0).fits(729 * mebibyte)).toBe(false);
});

test('models that are just opening count, although their memory does not show yet', () => {
  const memory = admission(0);
  memory.begin(500 * mebibyte);
  expect(memory.fits(300 * mebibyte)).toBe(false);
  memory.settle(500 * mebibyte, false);
  expect(memory.fits(300 * mebibyte)).toBe(true);
});

test('a budget counts what is open, and gives it back', () => {
  const memory = admission(300);
  memory.begin(200 * mebibyte);
  memory.settle(200 * mebibyte, true);
  expect([memory.fits(100 * mebibyte), memory.fits(101 * mebibyte)]).toEqual([true, false]);
  memory.giveBack(200 * mebibyte);
  expect(memory.fits(300 * mebibyte)).toBe(true);
});

test('no number of unloaded models makes room for one that is larger than everything', () => {
  expect(admission(300).hopeless(301 * mebibyte)).toBe(true);
  expect(admission(0).hopeless(900 * mebibyte)).toBe(false);
  expect(admission(0).hopeless(929 * mebibyte)).toBe(true);
  // A budget larger than the container makes no room either.
  expect(admission(2000).hopeless(929 * mebibyte)).toBe(true);
});
