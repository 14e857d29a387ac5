import type { FoundVersion } from './repository-source';

/** The key of an open model: no two contents of a version share one. Names hold no line breaks. */
export function keyOf(name: string, { version, fingerprint }: FoundVersion): string {
  return `${name}\n${version}\n${fingerprint}`;
}

/** Whether the key is that of any version of the model. */
export function isKeyOf(name: string, key: string): boolean {
  return key.startsWith(`${name}\n`);
}

export function fingerprintIn(key: string): string {
  return key.split('\n')[2];
}
