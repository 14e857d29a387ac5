import type { FoundVersion, Inventory } from './repository-source';

interface Known extends FoundVersion {
  /** Unchanged for long enough to be complete. */
  readonly settled: boolean;
}

/** What is known of a repository after several looks: which versions are complete, and which ones are no good. */
export class Catalogue {
  private models = new Map<string, Known[]>();
  private readonly broken = new Map<string, string>();

  /**
   * @param quietMs a version found for the first time counts as complete when nothing in it changed for so long
   * @param pinned the version to stay with, by model
   */
  constructor(
    private readonly quietMs: number,
    private readonly pinned: ReadonlyMap<string, string>,
  ) {}

  /** One more look. */
  update(inventory: Inventory, now = Date.now()): void {
    const before = this.models;
    this.models = new Map();
    for (const [name, versions] of inventory) {
      const known = versions.map((found): Known => {
        const last = before.get(name)?.find(({ version }) => version === found.version);
        const unchanged = last?.fingerprint === found.fingerprint;
        return { ...found, settled: unchanged || now - found.changedMs > this.quietMs };
      });
      this.models.set(
        name,
        known.toSorted((one, other) => Number(other.version) - Number(one.version)),
      );
    }
  }

  /** Whether nothing seems to be changing. */
  get settled(): boolean {
    return [...this.models.values()].every((versions) => versions.every(({ settled }) => settled));
  }

  get names(): string[] {
    return [...this.models.keys()].sort();
  }

  has(name: string): boolean {
    return this.models.has(name);
  }

  versions(name: string): readonly FoundVersion[] {
    return this.models.get(name) ?? [];
  }

  /** The versions worth trying, best first. `asTheyAre` also takes those that may still be changing. */
  candidates(name: string, version = this.pinned.get(name), asTheyAre = false): readonly FoundVersion[] {
    return (this.models.get(name) ?? []).filter(
      (known) =>
        (version === undefined || known.version === version) &&
        (known.settled || asTheyAre) &&
        !this.broken.has(known.fingerprint),
    );
  }

  /** This version cannot be used, as long as its files are as they are. */
  reject({ fingerprint }: FoundVersion, reason: string): void {
    this.broken.set(fingerprint, reason);
  }

  /** Gives the broken versions of a model another chance. */
  forgive(name: string): void {
    for (const { fingerprint } of this.versions(name)) this.broken.delete(fingerprint);
  }

  /** Why a version is not served. */
  reason({ fingerprint }: FoundVersion): string | undefined {
    return this.broken.get(fingerprint);
  }

  complaints(name: string): string {
    const all = this.versions(name).map((found) => {
      const reason = this.reason(found) ?? ((found as Known).settled ? 'is not the one to serve' : 'is still changing');
      return `version ${found.version} ${reason}`;
    });
    return all.join('; ');
  }
}
