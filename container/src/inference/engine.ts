import { type Settings, settings as table } from '../../../lib/contracts/settings';
import { Classifier } from '../classifier';
import { requireHash } from '../models/content-hash';
import { describeModel, type ModelDescription } from '../models/description';
import { parseBucketAddress } from '../object-store/address';
import { DecodingMemory } from '../scheduler/decoding-memory';
import type { Job, Scheduled } from '../scheduler/entry';
import { Scheduler } from '../scheduler/scheduler';
import { InferencePool, type PoolEvents } from './inference-pool';
import type { Preparation } from './messages';
import { cpuBudget, memoryBudget } from './resources';

export interface EngineOptions {
  readonly settings: Settings;
  /** An .onnx file, a folder that holds one, or a place in S3. */
  readonly model: string;
  /** The most attempts for a picture whose process died. */
  readonly maxAttempts?: number;
  /** Shared by all models of a server. @default one for this model alone */
  readonly decoding?: DecodingMemory;
  /** What callers know the model as, where that is not its own name. */
  readonly known?: KnownModel;
  /** Hashes of the other models that are open. @default none are */
  readonly inUse?: () => readonly string[];
  /** Gives up the opening. */
  readonly signal?: AbortSignal;
  /** The built `inference-process.js`. */
  readonly entry: string;
  /** What the inference processes find in their environment. */
  readonly environment: NodeJS.ProcessEnv;
  readonly events: (model: ModelName) => EngineEvents;
}

export interface EngineEvents extends PoolEvents {
  /** The form optimised for this CPU cannot be kept: every process has the weights for itself. */
  unoptimised(reason: string): void;
  /** The model is open; it took that long. */
  started(milliseconds: number): void;
  batch(pictures: number, milliseconds: number): void;
  /** A piece of work was done and its caller has the outcome. */
  answered(scheduled: Scheduled, job: Job): void;
}

/** What all models of a server share for decoding: as the setting says, or half of the memory. */
export function decodingMemory({ maxDecodedBytes }: Settings): DecodingMemory {
  return new DecodingMemory(maxDecodedBytes || Math.floor(memoryBudget() / 2));
}

/** The name and version under which callers know a model. */
export interface ModelName {
  readonly name: string;
  readonly version: string;
}

/** What callers know a model as, and who says so. */
export interface KnownModel extends Partial<ModelName> {
  readonly by: 'model repository' | 'POST /models';
}

/** One model, opened in its processes, with the scheduler in front of them. */
export interface Engine {
  readonly name: string;
  readonly version: string;
  readonly description: ModelDescription;
  readonly preparation: Preparation;
  readonly scheduler: Scheduler;
  readonly pool: InferencePool;
  readonly classifier: Classifier;
  readonly processes: number;
}

/**
 * Describes, prepares and opens the model; returns when pictures can be classified.
 *
 * @throws StartFailure with what is wrong and its remedy
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { settings, known, entry, environment, signal } = options;
  const since = performance.now();
  const found = await describeModel(await placeOf(options));
  requireHash(found, settings.modelSha256, `${table.modelSha256.variable} says`);
  const description = renamed(found, known);
  const { name, version } = description.manifest;
  const events = options.events({ name, version });
  const opening = {
    description,
    cacheDirectory: settings.cacheDirectory,
    inUse: options.inUse?.() ?? [],
    executionProvider: settings.executionProvider,
    maxPixels: settings.maxPixels,
    systemJpeg: settings.systemJpeg,
    decode: settings.decode,
    signals: settings.driftSignals,
  };
  const pictureTimeoutMs = settings.pictureTimeoutSeconds * 1000;
  const pool = new InferencePool({ entry, environment, opening, pictureTimeoutMs, events });
  const giveUp = () => void pool.stop();
  signal?.addEventListener('abort', giveUp);
  try {
    if (signal?.aborted) giveUp();
    const { processes, threads, maxBatch, latencyTargetMs } = settings;
    const preparation = await pool.prepare({ cpus: cpuBudget(), processes, threads, maxBatch, latencyTargetMs });
    if (preparation.cacheUnavailable !== undefined) events.unoptimised(preparation.cacheUnavailable);
    const scheduler = schedulerFor(options, preparation, events);
    await pool.start(scheduler, preparation);
    events.started(performance.now() - since);
    const model = { name, version };
    const classifier = new Classifier({ scheduler, model, limits: settings, worker: settings.worker });
    return { ...model, description, preparation, scheduler, pool, classifier, processes: preparation.processes };
  } catch (error) {
    await pool.stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

/** Where the model lies on this machine; one in S3 is fetched first. */
async function placeOf({ model, settings }: EngineOptions): Promise<string> {
  const address = parseBucketAddress(model);
  if (!address) return model;
  // The client of S3 is a large program that no other server needs.
  const { fetchModel } = await import('../model-host/fetched-model');
  return await fetchModel(address, settings.cacheDirectory);
}

function schedulerFor({ settings, ...options }: EngineOptions, preparation: Preparation, events: EngineEvents) {
  return new Scheduler({
    maxBatch: Math.min(settings.maxBatch, preparation.batch),
    maxWaiting: settings.maxWaiting,
    decoding: options.decoding ?? decodingMemory(settings),
    queueTargetMs: settings.queueTargetMs,
    priorities: { levels: settings.priorityLevels, usual: Math.min(settings.defaultPriority, settings.priorityLevels) },
    maxAttempts: options.maxAttempts,
    onBatch: (pictures, milliseconds) => events.batch(pictures, milliseconds),
    onAnswered: (scheduled, job) => events.answered(scheduled, job),
  });
}

function renamed(description: ModelDescription, known?: KnownModel): ModelDescription {
  if (!known) return description;
  const { manifest, provenance } = description;
  const { by, ...names } = known;
  const sources = Object.fromEntries(Object.keys(names).map((field) => [field, by]));
  return { ...description, manifest: { ...manifest, ...names }, provenance: { ...provenance, ...sources } };
}
