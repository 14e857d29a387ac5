import { goldenCaller } from '../../lib/contracts/golden-pictures';

/**
 * The key that golden pictures are sent with: that of the caller `golden-pictures` in the list of keys, or else the first one.
 * The list is read again at every call, as the tasks of a release read it when they start.
 *
 * @param secret the secret with the list; nothing where nobody is asked for a key
 * @throws Error that names no key, where none can be had
 */
export async function goldenKey(secret: string): Promise<string | undefined> {
  if (secret === '') return undefined;
  // Loaded only where it is needed: it takes longer than all the rest of the function.
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const { SecretString = '' } = await new SecretsManagerClient({}).send(
    new GetSecretValueCommand({ SecretId: secret }),
  );
  const entries = entriesOf(SecretString).filter(({ key }) => typeof key === 'string');
  const { key } = entries.find(({ name }) => name === goldenCaller) ?? entries[0] ?? {};
  if (key === undefined) throw new Error('no entry has a key, by its SHA-256 alone nobody can ask');
  return key;
}

interface Entry {
  readonly name?: string;
  readonly key?: string;
}

// The message of JSON.parse quotes the text around the mistake, which may be a key.
function entriesOf(text: string): Entry[] {
  try {
    const list: unknown = JSON.parse(text);
    return (Array.isArray(list) ? list : [list]).filter((entry) => typeof entry === 'object' && entry !== null);
  } catch {
    throw new Error('the secret is no JSON');
  }
}
