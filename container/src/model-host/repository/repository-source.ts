/** One version of a model, as a look at the repository found it. */
export interface FoundVersion {
  readonly version: string;
  /** Changes whenever one of its files does. */
  readonly fingerprint: string;
  /** When the newest of its files changed, in milliseconds of the epoch. */
  readonly changedMs: number;
  /** Its .onnx file, or the folder that holds it; relative to the root, with slashes. */
  readonly path: string;
  readonly files: readonly ListedFile[];
}

/** A file of the repository. */
export interface ListedFile {
  /** Relative to the root, with slashes. */
  readonly path: string;
  /** Size, time or checksum: whatever changes with the content. */
  readonly stamp: string;
  readonly changedMs: number;
}

/** Models by name, each with its versions. */
export type Inventory = ReadonlyMap<string, readonly FoundVersion[]>;

/** A folder or a prefix in S3 that holds models. */
export interface RepositorySource {
  /** What is there now. */
  scan(): Promise<Inventory>;
  /** Where the files of a version lie on this machine; they are fetched where they do not yet. */
  place(found: FoundVersion): Promise<string>;
  /** Lets go of what was fetched, except these fingerprints. */
  keepOnly?(fingerprints: ReadonlySet<string>): Promise<void>;
}

/** The version of a model that lies in its folder without numbers. */
export const onlyVersion = '1';

/** Folders of versions are whole numbers without leading zeros. */
export function isVersion(name: string): boolean {
  return /^[1-9]\d{0,14}$/.test(name);
}
