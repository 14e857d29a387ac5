import { RestartPause } from '../../../container/src/inference/restart-pause';

const short = { milliseconds: 50, answered: false };

test('the first successor comes at once, later ones after longer and longer pauses of at most ten seconds', () => {
  const pause = new RestartPause(() => 0.5);
  const pauses = Array.from({ length: 11 }, () => pause.after(short));
  expect(pauses).toEqual([0, 100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
});

test('a process that cannot even open the model counts like one that died', () => {
  const pause = new RestartPause(() => 0.5);
  expect([pause.after(short), pause.after(), pause.after()]).toEqual([0, 100, 200]);
});

test.each([
  { milliseconds: 50, answered: true },
  { milliseconds: 61_000, answered: false },
])('after a process that worked (%o) the next one comes at once again', (life) => {
  const pause = new RestartPause(() => 0.5);
  for (let death = 0; death < 8; death += 1) pause.after(short);
  expect([pause.after(life), pause.after(short)]).toEqual([0, 100]);
});

test('places that lost their processes together come back apart', () => {
  const [early, late] = [new RestartPause(() => 0), new RestartPause(() => 0.999)];
  for (const pause of [early, late]) for (let death = 0; death < 5; death += 1) pause.after(short);
  expect(early.after(short)).toBe(1200);
  expect(late.after(short)).toBeGreaterThan(1900);
});
