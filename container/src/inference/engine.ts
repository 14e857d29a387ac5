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
  /** The built `inference-process.js`. */
  readonly entry: string;
  readonly events: PoolEvents & { batch(pictures: number, milliseconds: number): void };
}

/** One model, opened in its processes, with the scheduler in front of them. */
export interface Engine {
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
export async function startEngine({ settings, model, entry, events }: EngineOptions): Promise<Engine> {
  const description = await describeModel(model);
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
  await pool.start(scheduler);
  const { name, version } = description.manifest;
  const classifier = new Classifier({ scheduler, model: { name, version }, limits: settings, worker: settings.worker });
  return { description, preparation, scheduler, pool, classifier, processes };
}
