/** What the line must know of everyone in it. */
export interface Waiter {
  /** Whoever is due first is served first, in milliseconds. */
  readonly due: number;
  /** The order of arrival, for those who are due at the same time. */
  readonly arrival: number;
  /** Milliseconds that serving it will take. */
  readonly costMs: number;
}

/**
 * Earliest due first, in the order of arrival among equals, except that those who already lost a process go before all
 * others. The array is sorted at any time: whoever is due last, which is nearly everybody, joins at its end.
 */
export class WaitingLine<Entry extends Waiter> {
  private readonly fresh: Entry[] = [];
  private readonly again = new Set<Entry>();
  private freshMs = 0;

  get length(): number {
    return this.fresh.length + this.again.size;
  }

  join(entry: Entry): void {
    this.fresh.splice(this.placeOf(entry), 0, entry);
    this.freshMs += entry.costMs;
  }

  joinAgain(entry: Entry): void {
    this.again.add(entry);
  }

  leave(entry: Entry): void {
    if (this.again.delete(entry)) return;
    const place = this.placeOf(entry);
    if (this.fresh[place] !== entry) return;
    this.fresh.splice(place, 1);
    // An empty line starts from zero, so that roundings never add up.
    this.freshMs = this.fresh.length === 0 ? 0 : this.freshMs - entry.costMs;
  }

  /** How many would be served before somebody who came now and is due then, and how long they take together. */
  before(due: number): { readonly entries: number; readonly milliseconds: number } {
    const place = this.placeOf({ due, arrival: Infinity });
    const behind = this.fresh.length - place;
    let milliseconds = this.freshMs;
    for (let index = place; index < this.fresh.length; index += 1) milliseconds -= this.fresh[index].costMs;
    for (const { costMs } of this.again) milliseconds += costMs;
    return { entries: this.length - behind, milliseconds: Math.max(0, milliseconds) };
  }

  /** Everyone, in the order of service. */
  *[Symbol.iterator](): Generator<Entry> {
    yield* this.again;
    yield* this.fresh;
  }

  /** Where `entry` stands, or would stand. */
  private placeOf({ due, arrival }: Pick<Waiter, 'due' | 'arrival'>): number {
    let low = 0;
    let high = this.fresh.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.fresh[middle];
      if (there.due < due || (there.due === due && there.arrival < arrival)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
