import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { cpuBudget, memoryBudget, memoryInUse } from '../../../container/src/inference/resources';

/** A control group's folder with these files in it. */
function cgroup(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cgroup-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), `${text}\n`);
  }
  return folder;
}

test.each([
  [{ 'cpu.max': '100000 100000' }, 1],
  [{ 'cpu.max': '50000 100000' }, 1],
  [{ 'cpu.max': 'max 100000' }, availableParallelism()],
  [{ 'cpu.max': '6400000 100000' }, availableParallelism()],
  [{ 'cpu/cpu.cfs_quota_us': '100000', 'cpu/cpu.cfs_period_us': '100000' }, 1],
  [{ 'cpu/cpu.cfs_quota_us': '-1', 'cpu/cpu.cfs_period_us': '100000' }, availableParallelism()],
  [{}, availableParallelism()],
])('as many processes as the container has CPUs: %j', (files, expected) => {
  expect(cpuBudget(cgroup(files))).toBe(expected);
});

test.each([
  [{ 'memory.max': '1073741824' }, 1_073_741_824],
  [{ 'memory.max': 'max' }, totalmem()],
  [{ 'memory/memory.limit_in_bytes': '536870912' }, 536_870_912],
  [{ 'memory/memory.limit_in_bytes': '9223372036854771712' }, totalmem()],
  [{}, totalmem()],
])('as much memory as the container has: %j', (files, expected) => {
  expect(memoryBudget(cgroup(files))).toBe(expected);
});

test.each([
  [{ 'memory.current': '500', 'memory.stat': 'anon 100\ninactive_file 120\nactive_file 50' }, 380],
  [{ 'memory/memory.usage_in_bytes': '500', 'memory/memory.stat': 'cache 1\ntotal_inactive_file 200' }, 300],
])('files that are merely remembered are no memory in use: %j', (files, expected) => {
  expect(memoryInUse(cgroup(files))).toBe(expected);
});

test('without a control group the memory of the machine counts', () => {
  expect(memoryInUse(cgroup({}))).toBeGreaterThan(0);
  expect(memoryInUse(cgroup({}))).toBeLessThan(totalmem());
});
