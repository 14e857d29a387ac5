/** A small seeded source of chance (mulberry32): the same seed draws the same picture on every machine. */
export class Random {
  private state: number;

  constructor(seed: number) {
    // Neighbouring seeds must not look alike, so the seed is scattered first.
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
    this.next();
  }

  /** A number from 0 up to, not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  /** About 0, rarely beyond twice the spread: rotations and offsets of a hand that tried to hold still. */
  wobble(spread: number): number {
    return (this.next() + this.next() + this.next() - 1.5) * 1.4 * spread;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Choice>(choices: ReadonlyArray<Choice>): Choice {
    return choices[Math.floor(this.next() * choices.length)]!;
  }
}
