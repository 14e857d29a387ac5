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
