import { Speedometer } from '../../../container/page/speedometer';

test('shows answers per second of the last moments while running, and the average of the run afterwards', () => {
  const speedometer = new Speedometer();
  speedometer.start(0);
  for (let at = 100; at <= 10_000; at += 100) speedometer.finish(at, 50);
  expect(speedometer.read(10_000).picturesPerSecond).toBeCloseTo(10);

  speedometer.stop(20_000);
  expect(speedometer.read(99_000).picturesPerSecond).toBeCloseTo(5);
});

test('percentiles are durations that really happened', () => {
  const speedometer = new Speedometer();
  speedometer.start(0);
  for (let place = 1; place <= 20; place += 1) speedometer.finish(place, place * 10);

  expect(speedometer.read(20)).toMatchObject({ p50: 100, p95: 190 });
});

test('has no latency to show before the first answer', () => {
  expect(new Speedometer().read(0).p50).toBeNaN();
});
