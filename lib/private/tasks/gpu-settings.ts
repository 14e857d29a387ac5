import type { Settings } from '../../contracts/settings';

/** The server on an NVIDIA GPU, which is idle with a picture at a time: it measures batches of up to so many, and takes what pays. */
export const gpuSettings = { executionProvider: 'cuda', maxBatch: 32 } as const satisfies Partial<Settings>;
