import { EventLoopLag } from '../../../container/src/telemetry/metrics/event-loop-lag';

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('an event loop that is held up shows by how much, once', async () => {
  const lag = new EventLoopLag();
  await pause(50);
  lag.takeSeconds();
  // Node needs one sample after a reset to count from.
  await pause(30);
  const end = performance.now() + 200;
  while (performance.now() < end);
  await pause(30);
  const seen = lag.takeSeconds();
  lag.stop();
  expect(seen).toBeGreaterThan(0.15);
  expect(lag.takeSeconds()).toBe(0);
});

test('the time between two samples is no lag', async () => {
  const lag = new EventLoopLag();
  const idle: number[] = [];
  // The quietest of several moments: other load on the machine makes any of them late.
  for (let round = 0; round < 10; round += 1) {
    await pause(40);
    idle.push(lag.takeSeconds());
  }
  lag.stop();
  expect(Math.min(...idle)).toBeLessThan(0.009);
});
