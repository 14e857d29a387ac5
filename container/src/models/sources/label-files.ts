import { join } from 'node:path';
import { StartFailure } from '../../../../lib/contracts/start-failures';
import type { Statement, UndescribedModel } from './description-source';
import { readIfPresent } from './file-beside';
import { distinct, repeatedIn } from './label-names';

// The names under which the usual exporters and model collections leave the labels; the first one found counts.
const readers: Record<string, (text: string, file: string) => string[]> = {
  'labels.txt': lines,
  'synset.txt': synsets,
  'classes.txt': lines,
  'imagenet_classes.txt': lines,
  'labels.json': json,
  'classes.json': json,
  'index_to_name.json': json,
};

/** A list of labels beside the model. */
export async function labelFiles({ folders }: UndescribedModel): Promise<Statement[]> {
  for (const folder of folders) {
    for (const [name, read] of Object.entries(readers)) {
      const text = await readIfPresent(join(folder, name));
      if (text !== undefined) return [{ source: name, says: { labels: distinct(read(text, name)) } }];
    }
  }
  return [];
}

/** One label per line; empty lines are allowed at the end only. */
export function lines(text: string, file: string): string[] {
  const all = text.trimEnd().split(/\r?\n/);
  return all.map((line, index) => line.trim() || refuse(file, `line ${index + 1} is empty`));
}

/** `n01440764 tench, Tinca tinca`: the identifier is kept only where the names alone do not tell two classes apart. */
function synsets(text: string, file: string): string[] {
  const all = lines(text, file).map((line) => /^(n\d{8})\s+(.+)$/.exec(line));
  if (all.some((match) => match === null)) return lines(text, file);
  const names = all.map((match) => match?.[2] ?? '');
  const repeated = repeatedIn(names);
  return all.map((match, index) => (repeated.has(names[index]) ? `${names[index]} (${match?.[1]})` : names[index]));
}

/** `["cat", "dog"]`, `{"0": "cat", "1": "dog"}`, or TorchServe's `{"0": ["n02123045", "cat"]}`. */
function json(text: string, file: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(file, `is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null) return refuse(file, 'holds neither a list nor an object');
  const entries = Object.entries(value);
  return entries.map((_, index) => {
    const entry = (value as Record<string, unknown>)[index];
    const name = Array.isArray(entry) ? entry[entry.length - 1] : entry;
    if (typeof name !== 'string' || name === '') return refuse(file, `names no label for class ${index}`);
    return name;
  });
}

function refuse(file: string, problem: string): never {
  throw new StartFailure('model-incompatible', `${file}: ${problem}.`);
}
