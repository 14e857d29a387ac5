import type { Settings } from '../../../lib/contracts/settings';
import { Classifier } from '../classifier';
import { describeModel, type ModelDescription } from '../models/description';
import { Scheduler } from '../scheduler/scheduler';
import { InferencePool, type PoolEvents } from './inference-pool';
import type { Preparation } from './messages';
import { cpuBudget, memoryBudget } from './resources';

export interface EngineOptions {
  readonly settings: Settings;
  /** An .onnx file or a folder that holds one. */
  readonly model: string;
  /** What callers know the model as, where that is not its own name. */
  readonly known?: Partial<ModelName>;
  /** The built `inference-process.js`. */
  readonly entry: string;
  readonly events: PoolEvents & { batch(pictures: number, milliseconds: number): void };
}

export interface ModelName {
  readonly name: string;
  readonly version: string;
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
export async function startEngine({ settings, model, known, entry, events }: EngineOptions): Promise<Engine> {
  const description = renamed(await describeModel(model), known);
  const processes = settings.processes || cpuBudget();
  const opening = {
    description,
    cacheDirectory: settings.cacheDirectory,
    maxPixels: settings.maxPixels,
    systemJpeg: settings.systemJpeg,
  };
  const pictureTimeoutMs = settings.pictureTimeoutSeconds * 1000;
  const pool = new InferencePool({ entry, opening, processes, maxBatch: settings.maxBatch, pictureTimeoutMs, events });
  const preparation = await pool.prepare();
  const scheduler = new Scheduler({
    maxBatch: Math.min(settings.maxBatch, preparation.batch),
    maxWaiting: settings.maxWaiting,
    maxDecodedBytes: settings.maxDecodedBytes || Math.floor(memoryBudget() / 2),
    onBatch: (pictures, milliseconds) => events.batch(pictures, milliseconds),
  });
  await pool.start(scheduler).catch(async (error) => {
    await pool.stop();
    throw error;
  });
  const { name, version } = description.manifest;
  const classifier = new Classifier({ scheduler, model: { name, version }, limits: settings, worker: settings.worker });
  return { name, version, description, preparation, scheduler, pool, classifier, processes };
}

function renamed(description: ModelDescription, known: Partial<ModelName> = {}): ModelDescription {
  const { manifest, provenance } = description;
  const sources = Object.fromEntries(Object.keys(known).map((field) => [field, 'model repository']));
  return { ...description, manifest: { ...manifest, ...known }, provenance: { ...provenance, ...sources } };
}
