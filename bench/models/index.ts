import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classifierManifest, mobilenet, resnet } from './classifiers';
import { detectorManifest, yolo } from './detector';

interface BenchModel {
  /** Where it lies; absent: it is generated. */
  readonly folder?: string;
  readonly write?: () => Buffer;
  readonly manifest?: object;
  /** Callers at once: as many as wait less than the two seconds after which this server turns callers away. */
  readonly concurrencies: readonly number[];
}

/** The models that the benchmarks know. Those with random weights take as long as trained ones of the same graph. */
export const models = {
  clothing: { folder: join(__dirname, '..', '..', 'container', 'model'), concurrencies: [1, 8, 64] },
  mobilenet: { write: mobilenet, manifest: classifierManifest('mobilenet'), concurrencies: [1, 8, 64] },
  resnet: { write: resnet, manifest: classifierManifest('resnet'), concurrencies: [1, 8, 32] },
  yolo: { write: yolo, manifest: detectorManifest('yolo'), concurrencies: [1, 8, 16] },
} as const satisfies Record<string, BenchModel>;
export type ModelName = keyof typeof models;
export const modelNames = Object.keys(models) as ModelName[];

/** The folder of the model, generated where it is not there yet: that takes seconds, so it is kept in the temporary folder. */
export function modelFolder(name: ModelName): string {
  const { folder, write, manifest }: BenchModel = models[name];
  if (folder) return folder;
  const place = join(tmpdir(), 'image-classifier-bench-models', name);
  const file = join(place, 'model.onnx');
  mkdirSync(place, { recursive: true });
  if (!existsSync(file)) {
    writeFileSync(`${file}.part`, (write as () => Buffer)());
    renameSync(`${file}.part`, file);
  }
  writeFileSync(join(place, 'model.json'), JSON.stringify(manifest));
  return place;
}
