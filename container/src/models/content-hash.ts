import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { StartFailure } from '../../../lib/contracts/start-failures';

/**
 * SHA-256 of an ONNX file, followed by the files beside it that hold its weights: two models share a hash only when
 * they compute the same.
 *
 * @throws StartFailure model-unreadable when a file of weights is missing or lies outside the model's folder
 */
export async function contentHash(file: string, weightFiles: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const weights = weightFiles.map((name) => {
    if (isAbsolute(name) || normalize(name).startsWith('..')) {
      throw new StartFailure('model-unreadable', `${file} keeps weights outside its own folder: ${name}.`);
    }
    return join(dirname(file), name);
  });
  for (const path of [file, ...weights]) {
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk);
    } catch (error) {
      throw new StartFailure('model-unreadable', `${path} cannot be read: ${(error as Error).message}.`);
    }
  }
  return hash.digest('hex');
}

/**
 * Refuses a model that is not the one that was meant.
 *
 * @param expected hexadecimal digits; left out, any model will do
 * @param said who expects it, with a verb: `model.json says`
 * @throws StartFailure model-altered
 */
export function requireHash(
  model: { readonly file: string; readonly contentHash: string },
  expected: string | undefined,
  said: string,
): void {
  if (expected === undefined || expected.toLowerCase() === model.contentHash) return;
  throw new StartFailure('model-altered', `${model.file} has ${model.contentHash}, ${said} ${expected}.`);
}
