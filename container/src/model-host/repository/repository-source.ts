import { modelVersion } from '../../../../lib/contracts/model-name';

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
  /** Of all its files together. */
  readonly bytes: number;
}

/** A file of the repository. */
export interface ListedFile {
  /** Relative to the root, with slashes. */
  readonly path: string;
  /** Size, time or checksum: whatever changes with the content. */
  readonly stamp: string;
  readonly changedMs: number;
  readonly bytes: number;
}

export interface Placing {
  /** Gives up the fetching. */
  readonly signal: AbortSignal;
  /** Fingerprints of versions whose files must stay, when others make room. */
  readonly keep: ReadonlySet<string>;
}

/** Models by name, each with its versions. */
export type Inventory = ReadonlyMap<string, readonly FoundVersion[]>;

/** A folder or a prefix in S3 that holds models. */
export interface RepositorySource {
  /** What is there now. */
  scan(): Promise<Inventory>;
  /** Whether files have to be fetched before a model can be opened. */
  readonly fetches: boolean;
  /**
   * Where the files of a version lie on this machine; they are fetched where they do not yet.
   *
   * @throws Failure model-storage-exhausted when there is no room to fetch them; the signal's reason
   */
  place(found: FoundVersion, placing: Placing): Promise<string>;
  /** Lets go of what was fetched, except these fingerprints. */
  keepOnly?(fingerprints: ReadonlySet<string>): Promise<void>;
}

/** The version of a model that lies in its folder without numbers. */
export const onlyVersion = '1';

/** Folders of versions are whole numbers without leading zeros. */
export function isVersion(name: string): boolean {
  return modelVersion.test(name);
}
