import { execFileSync } from 'node:child_process';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function table(): Row[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** What a process started, and what that started. */
export function descendantsOf(parent: number, rows = table()): number[] {
  return rows.filter((row) => row.parent === parent).flatMap(({ pid }) => [pid, ...descendantsOf(pid, rows)]);
}

/** The workers of a local engine; each leads a process group with its inference processes. */
export function workersOf(engine: number): number[] {
  return table()
    .filter(({ parent, command }) => parent === engine && /main\.js work$/.test(command))
    .map(({ pid }) => pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
