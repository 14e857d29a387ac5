import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeModel } from '../../../container/src/models/description';
import { type TinyModelOptions, writeTinyModel } from '../tiny-model';

let count = 0;

/** A new folder with a tiny model that says nothing of itself and these files beside it; what is no text becomes JSON. */
export function describedFolder(root: string, files: Record<string, unknown>, options: TinyModelOptions = {}): string {
  const folder = join(root, `model-${++count}`);
  writeTinyModel(folder, { described: 'nowhere', type: 'float32', layout: 'nchw', ends: 'logits', ...options });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** The failure with which a model is refused. */
export async function refusalOf(place: string): Promise<{ id: string; detail: string }> {
  const refused = await describeModel(place).then(
    () => undefined,
    (error) => error,
  );
  if (!refused) throw new Error(`${place} was accepted`);
  return refused;
}
