import { modelName, modelVersion } from './model-name';
import { boolean, type Infer, object, optional, string } from './schema';

/** A version of a model, as a store and the library made of it both name it. */
export interface LibraryVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * The version that a file makes one: `{start}{name}/{version}/{any}.onnx`. `image-classifier publish` writes this file last.
 *
 * @param start what the key of every model begins with: empty, or with a slash at its end
 * @returns undefined for every other key
 */
export function versionOfKey(key: string, start: string): LibraryVersion | undefined {
  if (!key.startsWith(start)) return undefined;
  const [name, version, file, ...deeper] = key.slice(start.length).split('/');
  if (deeper.length > 0 || !file?.endsWith('.onnx')) return undefined;
  return modelName.test(name) && modelVersion.test(version) ? { name, version } : undefined;
}

/** The archive of a version, relative to those of the others: what callers of Amazon SageMaker send as TargetModel. */
export function archiveName({ name, version }: LibraryVersion): string {
  return `${name}/${version}.tar.gz`;
}

/** What the packer is told. */
export const packerMessageSchema = object(
  {
    /** Of a file that appeared: the event of Amazon EventBridge, of which one field is needed. */
    detail: optional(object({ object: object({ key: string() }, { others: 'ignored' }) }, { others: 'ignored' })),
    /** To look which versions have no archive. */
    survey: optional(boolean()),
  },
  { others: 'ignored' },
);
export type PackerMessage = Infer<typeof packerMessageSchema>;

/** The field of an archive's metadata that says which files it was made of. */
export const madeOf = 'made-of';
