import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../lib/contracts/failures';
import type { Result } from '../../../lib/contracts/result';
import type { Settings } from '../../../lib/contracts/settings';
import { type Engine, startEngine } from '../inference/engine';
import { engineEvents } from '../telemetry/engine-events';
import { createLogger } from '../telemetry/logger';
import { labelTable } from './label-table';
import { expectedLabel, findPictures } from './picture-files';
import { Progress } from './progress';

export interface ClassifyFilesOptions {
  readonly places: readonly string[];
  readonly json: boolean;
  readonly topK: number | undefined;
  readonly settings: Settings;
  readonly model: string;
  readonly root: string;
  /** What inference processes find in their environment. */
  readonly environment: NodeJS.ProcessEnv;
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WriteStream;
}

/** `image-classifier classify`: labels of files and folders; exit code 1 when a picture failed. */
export async function classifyFiles(options: ClassifyFilesOptions): Promise<number> {
  const { places, json, model, root, environment, out, err } = options;
  const paths = await findPictures(places);
  const log = createLogger(options.settings.logLevel === 'info' ? 'error' : options.settings.logLevel);
  // The readers below are the only callers: they wait for places instead of being turned away.
  const settings = { ...options.settings, maxWaiting: paths.length, queueTargetMs: 3_600_000 };
  const entry = join(root, 'inference-process.js');
  const engine = await startEngine({ settings, model, entry, environment, events: engineEvents(log) });
  const progress = new Progress(paths.length, err);
  const results = new Array<Result>(paths.length);
  let next = 0;
  // Two batches per process: one in work, one read from disk meanwhile.
  const readers = Array.from({ length: Math.min(paths.length, engine.processes * 2 * settings.maxBatch) }, async () => {
    while (next < paths.length) {
      const index = next++;
      results[index] = await classifyFile(engine, paths[index], options);
      if (json) out.write(`${JSON.stringify(results[index])}\n`);
      progress.advance();
    }
  });
  await Promise.all(readers);
  progress.finish();
  if (!json) out.write(labelTable(results));
  err.write(summary(results, engine.description.manifest.labels));
  await engine.pool.stop();
  return results.some(({ status }) => status === 'failed') ? 1 : 0;
}

async function classifyFile({ classifier }: Engine, path: string, { topK }: ClassifyFilesOptions): Promise<Result> {
  try {
    const bytes = await readFile(path).catch((error) => {
      throw new Failure('image-missing', `The file cannot be read: ${error.message}.`);
    });
    const startedAt = performance.now();
    // A file waits as long as the files before it take: only the picture itself has a time limit here.
    const deadline = startedAt + 24 * 3_600_000;
    return await classifier.classify(bytes, { id: path, topK, deadline, startedAt });
  } catch (error) {
    const failure = error instanceof Failure ? error : new Failure('internal-error', String(error));
    return { status: 'failed', id: path, attempts: 1, failure: failure.describe() };
  }
}

function summary(results: readonly Result[], labels: readonly string[]): string {
  const failed = results.filter(({ status }) => status === 'failed').length;
  const judged = results.filter(({ id }) => expectedLabel(id, labels) !== undefined);
  const right = judged.filter(
    (result) => result.status === 'classified' && result.labels[0]?.label === expectedLabel(result.id, labels),
  );
  const counts = `${results.length - failed} classified, ${failed} failed`;
  if (judged.length === 0) return `${counts}\n`;
  const percent = ((100 * right.length) / judged.length).toFixed(1);
  return `${counts}; top-1 accuracy ${percent} % (${right.length} of ${judged.length}, folder names taken as labels)\n`;
}
