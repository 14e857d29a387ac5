import { readFileSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** CPUs this container may use: its affinity and its cgroup quota, whichever is smaller; at least 1. */
export function cpuBudget(cgroup = '/sys/fs/cgroup'): number {
  const [quota, period] = readText(`${cgroup}/cpu.max`)?.split(' ') ?? [
    readText(`${cgroup}/cpu/cpu.cfs_quota_us`) ?? 'max',
    readText(`${cgroup}/cpu/cpu.cfs_period_us`) ?? '100000',
  ];
  const cpus = Number(quota) > 0 ? Number(quota) / Number(period) : Infinity;
  return Math.max(1, Math.min(availableParallelism(), Math.floor(cpus)));
}

/**
 * Bytes of memory in use that the kernel cannot take back: the cgroup's, without the files that it merely remembers; or
 * the machine's.
 */
export function memoryInUse(cgroup = '/sys/fs/cgroup'): number {
  const used = Number(readText(`${cgroup}/memory.current`) ?? readText(`${cgroup}/memory/memory.usage_in_bytes`));
  const statistics = readText(`${cgroup}/memory.stat`) ?? readText(`${cgroup}/memory/memory.stat`) ?? '';
  const remembered = Number(/^(?:total_)?inactive_file (\d+)$/m.exec(statistics)?.[1] ?? 0);
  if (used > 0) return Math.max(0, used - remembered);
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(readText('/proc/meminfo') ?? '')?.[1];
  return totalmem() - (available === undefined ? freemem() : Number(available) * 1024);
}

/** Bytes of memory this container may use: its cgroup limit, or the machine's memory. */
export function memoryBudget(cgroup = '/sys/fs/cgroup'): number {
  const limit = Number(readText(`${cgroup}/memory.max`) ?? readText(`${cgroup}/memory/memory.limit_in_bytes`));
  // Without a limit version 2 says "max" and version 1 a number near 2^63.
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Bytes of memory that a process has for itself; where the kernel does not tell them apart, all that it has; 0 if unknown. */
export function privateBytes(id: number): number {
  const status = readText(`/proc/${id}/status`) ?? '';
  const kibibytes = /^RssAnon:\s+(\d+) kB$/m.exec(status) ?? /^VmRSS:\s+(\d+) kB$/m.exec(status);
  return Number(kibibytes?.[1] ?? 0) * 1024;
}
