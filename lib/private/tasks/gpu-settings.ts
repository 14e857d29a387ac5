import type { Settings } from '../../contracts/settings';

/** The server on an NVIDIA GPU, which is idle with a picture at a time: it measures batches of up to so many, and takes what pays. */
export const gpuSettings = { executionProvider: 'cuda', maxBatch: 32 } as const satisfies Partial<Settings>;

/** Inference processes that share a GPU: each takes some hundred megabytes of its memory before it has seen a picture. Not measured. */
const mostOnGpu = 8;

/** So many of the processes that a machine or a task would have; nothing where those are few enough by themselves. */
export function processesOnGpu(processes: number | undefined, vcpus = 0): number | undefined {
  if (processes !== undefined) return Math.min(processes, mostOnGpu);
  return vcpus > mostOnGpu ? mostOnGpu : undefined;
}
