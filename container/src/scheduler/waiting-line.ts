/** First come, first served, except that entries which already lost a process go first; leaving is cheap at any place. */
export class WaitingLine<Entry extends object> {
  private readonly fresh = new Set<Entry>();
  private readonly again = new Set<Entry>();

  get length(): number {
    return this.fresh.size + this.again.size;
  }

  join(entry: Entry): void {
    this.fresh.add(entry);
  }

  joinAgain(entry: Entry): void {
    this.again.add(entry);
  }

  leave(entry: Entry): void {
    this.fresh.delete(entry);
    this.again.delete(entry);
  }

  /** Everyone, in the order of service. */
  *[Symbol.iterator](): Generator<Entry> {
    yield* this.again;
    yield* this.fresh;
  }
}
