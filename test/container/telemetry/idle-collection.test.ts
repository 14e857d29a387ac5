import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { IdleCollection } from '../../../container/src/telemetry/idle-collection';

const root = join(__dirname, '..', '..', '..');
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

test('what was collected goes back to the system, not only to V8', async () => {
  const program = `
    const { IdleCollection } = require('./container/src/telemetry/idle-collection');
    const resident = () => process.memoryUsage.rss();
    let garbage = Array.from({ length: 400_000 }, (_, index) => ({ name: 'x'.repeat(20) + index, list: [index] }));
    const full = resident();
    garbage = undefined;
    const idle = new IdleCollection(() => false);
    setTimeout(() => { idle.stop(); console.log(full - resident()); }, 5000);
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', program], { cwd: root });
  expect(Number(stdout)).toBeGreaterThan(20 * mebibyte);
});
