import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { StartFailure } from '../../../../lib/contracts/start-failures';

/** No description is longer; what is would only fill the memory. */
const longest = 16 * 1024 * 1024;

/**
 * The text of a file, or undefined where there is none.
 *
 * @throws StartFailure model-incompatible when it is no plain file, longer than 16 MiB or not readable
 */
export async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    // Not blocking: a named pipe would wait for a writer for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(absent);
    if (!file) return undefined;
    try {
      const facts = await file.stat();
      if (!facts.isFile()) throw new Error('it is not a file');
      if (facts.size > longest) throw new Error(`it has ${facts.size} bytes, at most ${longest} are read`);
      return (await file.readFile('utf8')).replace(/^\uFEFF/, '');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new StartFailure('model-incompatible', `${path} cannot be read: ${(error as Error).message}.`);
  }
}

/** The JSON object in the nearest file of this name; anything else in it is a doubt, as the file may be nobody's. */
export async function jsonBeside(
  folders: readonly string[],
  name: string,
): Promise<{ value: JsonObject; doubt?: string } | undefined> {
  for (const folder of folders) {
    const text = await readIfPresent(join(folder, name));
    if (text === undefined) continue;
    try {
      const value = asObject(JSON.parse(text));
      return value ? { value } : { value: {}, doubt: `${name} holds no JSON object` };
    } catch (error) {
      return { value: {}, doubt: `${name} is not JSON: ${(error as Error).message}` };
    }
  }
  return undefined;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** The value, where it is an object and no list. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
