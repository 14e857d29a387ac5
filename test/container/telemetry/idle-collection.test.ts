import { IdleCollection } from '../../../container/src/telemetry/idle-collection';

const mebibyte = 1_048_576;

test('garbage is collected once the process has grown and nobody waits, and not again before it grows anew', () => {
  let busy = true;
  let resident = 100 * mebibyte;
  let collections = 0;
  const collect = () => {
    collections += 1;
    resident = 60 * mebibyte;
  };
  const idle = new IdleCollection(
    () => busy,
    collect,
    () => resident,
  );
  const looks = (count: number) => {
    for (let look = 0; look < count; look += 1) idle.look();
    return collections;
  };
  expect(looks(5)).toBe(0);
  busy = false;
  expect([looks(1), looks(1)]).toEqual([0, 1]);
  expect(looks(10)).toBe(1);
  resident += 15 * mebibyte;
  expect(looks(10)).toBe(1);
  resident += 2 * mebibyte;
  expect(looks(1)).toBe(2);
  idle.stop();
});
