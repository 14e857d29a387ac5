import { fleetAnswer } from '../../lib/contracts/fleet-answer';

const workersWith = (inFlight: number, running: number) =>
  fleetAnswer({ waiting: 0, inFlight, running, desired: running, slots: 4 }).workers;

test.each([
  ['nothing in flight', 0, 5, 0],
  ['pictures that come one by one', 3, 5, 3],
  ['a worker that holds thirty', 30, 1, 1],
  ['the end of a sale, each worker with two', 40, 20, 20],
  ['messages of a worker that is gone', 4, 0, 0],
])('with %s, no more workers are called busy than can be', (_what, inFlight, running, busy) => {
  expect(workersWith(inFlight, running)).toMatchObject({ running, busy, free: running - busy });
});

test.each([
  ['nothing in flight', { waiting: 0, inFlight: 0, running: 5 }, true],
  ['one picture', { waiting: 0, inFlight: 1, running: 5 }, true],
  ['one worker', { waiting: 0, inFlight: 4, running: 1 }, true],
  ['pictures that wait, so that nobody rests', { waiting: 9, inFlight: 20, running: 5 }, true],
  ['several pictures, which one worker may hold', { waiting: 0, inFlight: 4, running: 5 }, false],
  ['the end of a sale', { waiting: 0, inFlight: 12, running: 5 }, false],
  ['workers that are still starting', { waiting: 9, inFlight: 4, running: 5 }, false],
])('whether busy workers are counted or reckoned is said: %s', (_what, counts, exact) => {
  const { workers } = fleetAnswer({ ...counts, desired: 5, slots: 4 });
  expect(workers.reckoned ?? false).toBe(!exact);
});
