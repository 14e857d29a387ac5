import type { FoundVersion, Inventory } from './repository-source';

interface Fault {
  readonly reason: string;
  /** When it may be tried again, in milliseconds of the epoch. */
  readonly until: number;
}

interface Known extends FoundVersion {
  /** Unchanged for long enough to be complete. */
  readonly settled: boolean;
  /** When these files were seen first, in milliseconds of the epoch. */
  readonly sinceMs: number;
}

/** Timers are not exact. */
const toleranceMs = 20;

/** What is known of a repository after several looks: which versions are complete, and which ones are no good. */
export class Catalogue {
  private models = new Map<string, Known[]>();
  private readonly broken = new Map<string, Fault>();

  /**
   * @param times milliseconds: a version found for the first time counts as complete when nothing in it changed for
   * `quietMs`, any other when two looks at least `apartMs` apart found the same
   * @param pinned the version to stay with, by model
   */
  constructor(
    private readonly times: { readonly quietMs: number; readonly apartMs: number },
    private readonly pinned: ReadonlyMap<string, string>,
  ) {}

  /** One more look. */
  update(inventory: Inventory, now = Date.now()): void {
    const before = this.models;
    this.models = new Map();
    for (const [name, versions] of inventory) {
      const known = versions.map((found): Known => {
        const last = before.get(name)?.find(({ version }) => version === found.version);
        const sinceMs = last?.fingerprint === found.fingerprint ? last.sinceMs : now;
        const unchanged = sinceMs < now && now - sinceMs >= this.times.apartMs - toleranceMs;
        return { ...found, sinceMs, settled: unchanged || now - found.changedMs > this.times.quietMs };
      });
      this.models.set(
        name,
        known.toSorted((one, other) => Number(other.version) - Number(one.version)),
      );
    }
    const present = new Set([...this.models.values()].flat().map(({ fingerprint }) => fingerprint));
    for (const fingerprint of this.broken.keys()) if (!present.has(fingerprint)) this.broken.delete(fingerprint);
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
    const now = Date.now();
    return (this.models.get(name) ?? []).filter(
      (known) =>
        (version === undefined || known.version === version) &&
        (known.settled || asTheyAre) &&
        (this.broken.get(known.fingerprint)?.until ?? 0) <= now,
    );
  }

  /** This version cannot be used, as long as its files are as they are or for so many milliseconds. */
  reject({ fingerprint }: FoundVersion, reason: string, milliseconds = Infinity): void {
    this.broken.set(fingerprint, { reason, until: Date.now() + milliseconds });
  }

  /** Gives the broken versions of a model another chance. */
  forgive(name: string): void {
    for (const { fingerprint } of this.versions(name)) this.broken.delete(fingerprint);
  }

  /** Why a version is not served. */
  reason({ fingerprint }: FoundVersion): string | undefined {
    return this.broken.get(fingerprint)?.reason;
  }

  complaints(name: string): string {
    const all = this.versions(name).map((found) => {
      const reason = this.reason(found) ?? ((found as Known).settled ? 'is not the one to serve' : 'is still changing');
      return `version ${found.version} ${reason}`;
    });
    return all.join('; ');
  }
}
