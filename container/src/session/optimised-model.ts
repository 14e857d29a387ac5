import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { storageOf } from '../inference/storage';
import { contentHash } from '../models/content-hash';
import type { ModelDescription } from '../models/description';
import { modelBytes } from '../models/model-bytes';
import { makeRoom, workshopPrefix } from './cache-room';
import { requirePrivateDirectory } from './private-directory';
import { optimise, runtimeVersion } from './runtime';

const graphFile = 'model.onnx';
const weightsFile = 'weights.bin';
/** Written last: it holds the hash of the other two, so a folder without it, or with another one, is not whole. */
const sealFile = 'seal.txt';
/** The optimised form holds the same weights, and a graph whose constant parts may have been computed already. */
const growth = 1.1;
const graphBytes = 1_048_576;

/**
 * Where the optimised form of a model is kept. The optimiser chooses kernels for the instructions of this very CPU, so
 * its work counts for one model, one version of the runtime and one kind of CPU.
 */
export function optimisedModelPath(cacheDirectory: string, modelHash: string): string {
  return join(cacheDirectory, machineKey(modelHash), graphFile);
}

/** A name in the cache for what counts for this content, this version of the runtime and this kind of CPU alone. */
export function machineKey(content: string): string {
  return createHash('sha256').update(`${content} ${runtimeVersion} ${cpuKind()}`).digest('hex').slice(0, 32);
}

/**
 * The optimised form, where `prepareOptimisedModel` has made one and nobody has changed it since.
 *
 * @param checked whether this process has just found it whole: hashing a large model takes as long as opening it
 */
export async function findOptimisedModel(
  cacheDirectory: string,
  modelHash: string,
  checked = false,
): Promise<string | undefined> {
  const path = optimisedModelPath(cacheDirectory, modelHash);
  try {
    await requirePrivateDirectory(cacheDirectory);
  } catch {
    return undefined;
  }
  return checked || (await isWhole(join(path, '..'))) ? path : undefined;
}

/**
 * Optimises the model once for this CPU and keeps the result for every process after this one. Opening a model blocks
 * its process and leaves memory behind, so this belongs into a process that ends soon.
 *
 * @param inUse hashes of the models that are open: their optimised forms do not leave to make room
 * @param storage how much the file system of a folder has
 */
export async function prepareOptimisedModel(
  { file, contentHash: modelHash }: Pick<ModelDescription, 'file' | 'contentHash'>,
  cacheDirectory: string,
  inUse: readonly string[] = [],
  storage = storageOf,
): Promise<{ path: string; made: boolean } | { unavailable: string }> {
  const path = optimisedModelPath(cacheDirectory, modelHash);
  const folder = join(path, '..');
  let workshop: string;
  try {
    await mkdir(cacheDirectory, { recursive: true, mode: 0o700 });
    await requirePrivateDirectory(cacheDirectory);
    if (await isWhole(folder)) {
      await noteUse(folder);
      return { path, made: false };
    }
    const bytes = Math.ceil((await modelBytes(file)) * growth) + graphBytes;
    await makeRoom(cacheDirectory, bytes, new Set(inUse.map(machineKey)), storage);
    workshop = await mkdtemp(join(cacheDirectory, workshopPrefix));
  } catch (error) {
    return { unavailable: (error as Error).message };
  }
  try {
    await optimise(file, { graph: join(workshop, graphFile), weights: weightsFile });
    await writeFile(join(workshop, sealFile), await sealOf(workshop));
    return (await publish(workshop, folder)) ? { path, made: true } : { unavailable: `${folder} cannot be replaced` };
  } catch (error) {
    return { unavailable: (error as Error).message };
  } finally {
    await rm(workshop, { recursive: true, force: true }).catch(() => {});
  }
}

/** What is removed to make room goes by it. From a directory that cannot be written nothing is removed either. */
async function noteUse(folder: string): Promise<void> {
  const now = new Date();
  await utimes(folder, now, now).catch(() => {});
}

/** Several servers may start at once: whoever renames first wins, and the others find a whole folder in their way. */
async function publish(workshop: string, folder: string): Promise<boolean> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const done = await rename(workshop, folder).then(
      () => true,
      () => false,
    );
    if (done || (await isWhole(folder))) return true;
    // A damaged folder is moved out of the way; processes that have its files mapped keep them.
    const aside = `${folder}-damaged-${randomUUID()}`;
    await rename(folder, aside).catch(() => {});
    await rm(aside, { recursive: true, force: true }).catch(() => {});
  }
  return false;
}

async function isWhole(folder: string): Promise<boolean> {
  try {
    await requirePrivateDirectory(folder);
    return (await readFile(join(folder, sealFile), 'utf8')) === (await sealOf(folder));
  } catch {
    return false;
  }
}

async function sealOf(folder: string): Promise<string> {
  const weights = await stat(join(folder, weightsFile)).then(
    () => [weightsFile],
    () => [],
  );
  return await contentHash(join(folder, graphFile), weights);
}

function cpuKind(): string {
  const described = [process.arch, cpus()[0]?.model];
  try {
    const lines = readFileSync('/proc/cpuinfo', 'utf8').split('\n');
    described.push(lines.find((line) => /^(flags|Features)\s*:/.test(line)) ?? '');
  } catch {
    // Elsewhere than on Linux the name of the CPU has to do.
  }
  return described.join(' ');
}
