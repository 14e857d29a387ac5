import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** What /proc knows about a process; undefined when it is gone. */
interface ProcessFacts {
  readonly parent: number;
  readonly cpuMs: number;
  readonly residentBytes: number;
}

// USER_HZ and the page size, which every Linux that runs this server has.
const tickMs = 10;
const pageBytes = 4096;

function factsOf(pid: number): ProcessFacts | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything; the numbers begin after it.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { parent: fields[1], cpuMs: (fields[11] + fields[12]) * tickMs, residentBytes: fields[21] * pageBytes };
  } catch {
    return undefined;
  }
}

export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => candidate > 0 && factsOf(candidate)?.parent === pid);
}

/** Its children, their children and so on. */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const candidate of readdirSync('/proc').map(Number)) {
    const facts = candidate > 0 ? factsOf(candidate) : undefined;
    if (facts) parents.set(candidate, facts.parent);
  }
  const family = [pid];
  for (const member of family) for (const [child, parent] of parents) if (parent === member) family.push(child);
  return family.slice(1);
}

export function isAlive(pid: number): boolean {
  return factsOf(pid) !== undefined;
}

/** CPU milliseconds that these processes have used so far. */
export function cpuMsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (factsOf(pid)?.cpuMs ?? 0), 0);
}

export function residentMebibytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (factsOf(pid)?.residentBytes ?? 0), 0) / 1_048_576;
}

/** Runnable processes over the last minute: above the number of cores, others took part of the machine. */
export function hostLoad(): number {
  return loadavg()[0];
}
