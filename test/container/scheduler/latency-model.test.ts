import { LatencyModel, type Load } from '../../../container/src/scheduler/latency-model';
import { randomNumbers } from './simulation';

interface Machine {
  readonly perBatch: number;
  readonly perPicture: number;
  readonly perMegabyte: number;
}

const truth = ({ perBatch, perPicture, perMegabyte }: Machine, { pictures, decodedBytes }: Load) =>
  perBatch + perPicture * pictures + (perMegabyte * decodedBytes) / 1e6;

function learned(machine: Machine, loads: Iterable<Load>, noise: () => number = () => 1): LatencyModel {
  const model = new LatencyModel();
  for (const load of loads) model.learn(truth(machine, load) * noise(), load);
  return model;
}

function* mixedLoads(random: () => number, batches: number): Generator<Load> {
  for (let batch = 0; batch < batches; batch += 1) {
    const pictures = 1 + Math.floor(random() * 4);
    let decodedBytes = 0;
    for (let picture = 0; picture < pictures; picture += 1) decodedBytes += random() < 0.1 ? 36e6 : 1e6 * random();
    yield { pictures, decodedBytes };
  }
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('foretells batches of any mixture on a machine it does not know (%d)', (seed) => {
  const random = randomNumbers(seed);
  const machine = { perBatch: 10 * random(), perPicture: 1 + 20 * random(), perMegabyte: 5 * random() };
  const model = learned(machine, mixedLoads(random, 300), () => 0.9 + 0.2 * random());
  for (const load of mixedLoads(random, 50)) {
    expect(model.milliseconds(load) / truth(machine, load)).toBeGreaterThan(0.75);
    expect(model.milliseconds(load) / truth(machine, load)).toBeLessThan(1.33);
  }
});

test.each([1, 2, 4])('learns from batches that all have %d pictures, and is sensible about other sizes', (pictures) => {
  const machine = { perBatch: 0, perPicture: 10, perMegabyte: 0 };
  const model = learned(machine, Array(100).fill({ pictures, decodedBytes: pictures * 1e6 }));
  for (const size of [1, 2, 4, 8]) {
    expect(model.milliseconds({ pictures: size, decodedBytes: size * 1e6 })).toBeCloseTo(10 * size, 5);
  }
});

test('no part is ever negative, whatever the machine does', () => {
  const random = randomNumbers(3);
  const model = new LatencyModel();
  for (const load of mixedLoads(random, 1000)) {
    model.learn(random() < 0.1 ? 0 : 1000 * random() ** 4, load);
    const parts = [model.batchMs, model.marginalMs(0), model.marginalMs(1e9), model.usualMs(4)];
    for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
    for (const part of parts) expect(Number.isFinite(part)).toBe(true);
  }
});

test('one batch that hung in the machine does not change what is expected of the next ones much', () => {
  const small = { pictures: 1, decodedBytes: 1e6 };
  const model = learned({ perBatch: 0, perPicture: 10, perMegabyte: 0 }, Array(50).fill(small));
  model.learn(60_000, small);
  expect(model.milliseconds(small)).toBeLessThan(12);
});

test('follows a machine that became five times slower within fifty batches', () => {
  const small = { pictures: 1, decodedBytes: 1e6 };
  const model = learned({ perBatch: 0, perPicture: 10, perMegabyte: 0 }, Array(200).fill(small));
  for (let batch = 0; batch < 50; batch += 1) model.learn(50, small);
  expect(model.milliseconds(small)).toBeGreaterThan(35);
});

test('knows nothing before the first batch', () => {
  expect(new LatencyModel().usualMs(4)).toBe(0);
});
