import { ClassShift } from '../../../container/src/telemetry/metrics/class-shift';
import { randomNumbers } from '../scheduler/simulation';

const random = randomNumbers(3);
const shop = ['shoes', 'shirt', 'dress', 'hat'];
const any = (classes: readonly string[]) => classes[Math.floor(random() * classes.length)];

/** The last value after so many pictures. */
function watch(shift: ClassShift, pictures: number, draw: () => string): number | undefined {
  let last: number | undefined;
  for (let picture = 0; picture < pictures; picture += 1) last = shift.observe(draw());
  return last;
}

test('says nothing before it is known what is usual, and next to nothing while all is as usual', () => {
  const shift = new ClassShift();
  expect(watch(shift, 3999, () => any(shop))).toBeUndefined();
  expect(watch(shift, 20_000, () => any(shop))).toBeLessThan(0.1);
});

test('tells which share of the pictures changed its class', () => {
  const shift = new ClassShift();
  watch(shift, 50_000, () => any(shop));
  const summer = watch(shift, 5000, () => (random() < 0.5 ? 'sandals' : any(shop))) as number;
  expect(summer).toBeGreaterThan(0.4);
  expect(summer).toBeLessThan(0.52);
});

test('what lasts becomes usual', () => {
  const shift = new ClassShift();
  watch(shift, 20_000, () => 'shoes');
  expect(watch(shift, 3000, () => 'boots')).toBeGreaterThan(0.8);
  expect(watch(shift, 600_000, () => 'boots')).toBeLessThan(0.1);
});
