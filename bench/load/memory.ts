import { readFileSync } from 'node:fs';

interface Mapping {
  /** What is mapped: the device, the file and the place in it; empty for memory without a file. */
  readonly file: string;
  readonly residentKiB: number;
  readonly proportionalKiB: number;
  readonly changedKiB: number;
}

/**
 * Mebibytes that these processes would take if they were alone on the machine.
 *
 * A file that several of them map counts once. The kernel's own proportional figure (PSS) would credit one tree of processes
 * with pages of Node.js, Python or a model that programs outside the tree happen to map too.
 */
export function treeMebibytes(pids: readonly number[]): number {
  const files = new Map<string, number>();
  let kibibytes = 0;
  for (const pid of pids) {
    const own = new Map<string, number>();
    for (const { file, residentKiB, proportionalKiB, changedKiB } of mappingsOf(pid)) {
      if (file === '') {
        // Without a file, pages are common to parent and child at most, so their share is right.
        kibibytes += proportionalKiB;
      } else {
        kibibytes += changedKiB;
        own.set(file, (own.get(file) ?? 0) + residentKiB - changedKiB);
      }
    }
    for (const [file, clean] of own) files.set(file, Math.max(clean, files.get(file) ?? 0));
  }
  for (const clean of files.values()) kibibytes += clean;
  return kibibytes / 1024;
}

function mappingsOf(pid: number): Mapping[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/smaps`, 'utf8');
  } catch {
    return [];
  }
  // Every mapping begins with its addresses: `7f00-7f10 r-xp 00000000 08:01 1234  /usr/lib/libc.so`.
  return text.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).map((entry) => {
    const [, , offset, device, inode] = entry.split(/\s+/, 5);
    const value = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(entry)?.[1] ?? 0);
    return {
      file: inode === '0' ? '' : `${device} ${inode} ${offset}`,
      residentKiB: value('Rss'),
      proportionalKiB: value('Pss'),
      changedKiB: value('Private_Dirty'),
    };
  });
}
