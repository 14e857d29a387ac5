import { open } from 'node:fs/promises';
import { SchemaError } from '../../../lib/contracts/schema';
import { StartFailure } from '../../../lib/contracts/start-failures';
import type { Logger } from '../telemetry/logger';
import { type ApiKey, digestOf, mostBytes, parseApiKeys } from './api-keys';
import { KeyRing } from './key-ring';

export interface KeySourceOptions {
  /** The list itself, as a secret arrives in a variable. */
  readonly apiKeys?: string;
  /** A file that holds the list. */
  readonly apiKeysFile?: string;
}

export interface WatchedKeys {
  readonly ring: KeyRing;
  stop(): void;
}

/** How soon a changed file is seen; reading it again is all that works for the links of a mounted Kubernetes secret. */
const lookEveryMs = 2000;

/**
 * The keys that the settings ask for, followed when their file changes; undefined when nobody needs one.
 *
 * @throws StartFailure api-keys-invalid with every problem, never with a key
 */
export async function openKeys(
  { apiKeys, apiKeysFile }: KeySourceOptions,
  log: Pick<Logger, 'info' | 'error'>,
  everyMs = lookEveryMs,
): Promise<WatchedKeys | undefined> {
  if (apiKeys !== undefined && apiKeysFile !== undefined) {
    throw new StartFailure('api-keys-invalid', 'There are two lists: one in a variable and one in a file.');
  }
  if (apiKeys !== undefined) return { ring: new KeyRing(parsed(apiKeys, 'The variable')), stop: () => {} };
  if (apiKeysFile === undefined) return undefined;
  const text = await readFor(apiKeysFile);
  return follow(apiKeysFile, text, log, everyMs);
}

function follow(file: string, first: string, log: Pick<Logger, 'info' | 'error'>, everyMs: number): WatchedKeys {
  const ring = new KeyRing(parsed(first, file));
  let seen = digestOf(first).toString('hex');
  let looking = false;
  const look = async () => {
    const text = await read(file).catch((error: Error) => error);
    const version = digestOf(String(text)).toString('hex');
    if (version === seen) return;
    seen = version;
    try {
      if (text instanceof Error) throw text;
      const keys = parseApiKeys(text);
      ring.replace(keys);
      log.info({ file, keys: keys.map(({ name }) => name) }, 'api keys changed');
    } catch (error) {
      log.error({ file, problems: problemsOf(error) }, 'api keys not changed: the old ones stay valid');
    }
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    void look().finally(() => {
      looking = false;
    });
  }, everyMs).unref();
  return { ring, stop: () => clearInterval(timer) };
}

async function readFor(file: string): Promise<string> {
  try {
    return await read(file);
  } catch (error) {
    throw new StartFailure('api-keys-invalid', `${(error as Error).message}.`);
  }
}

async function read(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const stat = await handle.stat();
    if (!stat.isFile() || stat.size > mostBytes) throw new Error(`${file} is no file of at most ${mostBytes} bytes`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function parsed(text: string, place: string): ApiKey[] {
  try {
    return parseApiKeys(text);
  } catch (error) {
    throw new StartFailure('api-keys-invalid', `${place}:\n  ${problemsOf(error).join('\n  ')}`);
  }
}

function problemsOf(error: unknown): readonly string[] {
  return error instanceof SchemaError ? error.problems : [(error as Error).message];
}
