import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { machineKey } from './optimised-model';
import { requirePrivateDirectory } from './private-directory';
import type { Tuning } from './tuning';

/**
 * Where the tuning for one question is kept, beside the optimised models and like them for this runtime and this CPU
 * alone. It leaves with the optimised models: after a month without use, or to make room.
 *
 * @param question everything the answer depends on: the model's hash, the sample, the limits
 */
function tuningPath(cacheDirectory: string, question: string): string {
  return join(cacheDirectory, `${machineKey(`tuning ${question}`)}-tuning.json`);
}

/** What was measured at an earlier start; undefined where nothing was, or where the directory is not ours alone. */
export async function recallTuning(cacheDirectory: string, question: string): Promise<Tuning | undefined> {
  const path = tuningPath(cacheDirectory, question);
  try {
    await requirePrivateDirectory(cacheDirectory);
    const tuning: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (!isTuning(tuning)) return undefined;
    const now = new Date();
    await utimes(path, now, now).catch(() => {});
    return tuning;
  } catch {
    return undefined;
  }
}

/** A directory that cannot be written, or is not ours alone, only means that the next start measures again. */
export async function keepTuning(cacheDirectory: string, question: string, tuning: Tuning): Promise<void> {
  const path = tuningPath(cacheDirectory, question);
  const draft = `${path}-${randomUUID()}`;
  try {
    await requirePrivateDirectory(cacheDirectory);
    await writeFile(draft, JSON.stringify(tuning), { mode: 0o600 });
    await rename(draft, path);
  } catch {
    await rm(draft, { force: true }).catch(() => {});
  }
}

function isTuning(value: unknown): value is Tuning {
  if (typeof value !== 'object' || value === null) return false;
  const { batch, threads, processes, millisecondsByBatch } = value as Partial<Tuning>;
  const counts = [batch, threads, processes];
  return (
    counts.every((count) => Number.isInteger(count) && Number(count) >= 1 && Number(count) <= 1024) &&
    typeof millisecondsByBatch === 'object' &&
    millisecondsByBatch !== null &&
    Object.values(millisecondsByBatch).every((milliseconds) => Number.isFinite(milliseconds))
  );
}
