/** The memory that pictures being decoded take at once, over all models of a server. */
export class DecodingMemory {
  private used = 0;
  private readonly waiting = new Set<() => void>();

  /** @param limit in bytes, by estimate */
  constructor(readonly limit: number) {}

  get room(): number {
    return this.limit - this.used;
  }

  take(bytes: number): void {
    this.used += bytes;
  }

  giveBack(bytes: number): void {
    this.used -= bytes;
  }

  /** Tells those who wait that memory came back; apart from `giveBack`, so that its giver can put itself in order first. */
  announce(): void {
    for (const wake of [...this.waiting]) wake();
  }

  /** Calls `wake` whenever memory comes back, until it is forgotten. */
  await(wake: () => void): void {
    this.waiting.add(wake);
  }

  forget(wake: () => void): void {
    this.waiting.delete(wake);
  }
}
