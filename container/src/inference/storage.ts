import { statfs } from 'node:fs/promises';
import { memoryBudget, memoryInUse } from './resources';

// Their files lie in memory, which the container's limit counts (statfs(2), f_type).
const inMemory = [0x01021994, 0x858458f6];

/** How much a file system holds, in bytes. */
export interface Storage {
  readonly capacity: number;
  /** Left for this user. */
  readonly free: number;
}

/** Asks the file system of a folder that is there; a tmpfs has no more room than the container has memory left. */
export async function storageOf(folder: string): Promise<Storage> {
  const { type, bsize, blocks, bavail } = await statfs(folder);
  const found = { capacity: blocks * bsize, free: bavail * bsize };
  if (!inMemory.includes(type)) return found;
  return {
    // Without a size of its own it is as large as the memory.
    capacity: Math.min(found.capacity || Infinity, memoryBudget()),
    free: Math.max(0, Math.min(found.capacity > 0 ? found.free : Infinity, memoryBudget() - memoryInUse())),
  };
}
