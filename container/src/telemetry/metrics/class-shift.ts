/** So many pictures are "now", and so many are what it is compared with. */
const recent = 1000;
const usual = 200_000;
/** Before that, what is usual is not known. */
const leastKnown = 4 * recent;

/** How far the classes of late are from those that are usual. */
export class ClassShift {
  private pictures = 0;
  private readonly late = new Map<string, number>();
  private readonly long = new Map<string, number>();

  /** The share of pictures that would have to change their class, 0 to 1; nothing until it is known what is usual. */
  observe(name: string): number | undefined {
    this.pictures += 1;
    blend(this.late, name, 1 / Math.min(recent, this.pictures));
    blend(this.long, name, 1 / Math.min(usual, this.pictures));
    if (this.pictures < leastKnown) return undefined;
    let sum = 0;
    for (const [other, share] of this.long) sum += Math.abs(share - (this.late.get(other) ?? 0));
    return sum / 2;
  }
}

/** Shares always add up to 1. */
function blend(shares: Map<string, number>, name: string, weight: number): void {
  for (const [other, share] of shares) shares.set(other, share * (1 - weight));
  shares.set(name, (shares.get(name) ?? 0) + weight);
}
