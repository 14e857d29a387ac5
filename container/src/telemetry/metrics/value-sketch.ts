/** The form in which Amazon CloudWatch takes many values of one metric at once. */
export interface ValueSet {
  readonly Values: readonly number[];
  readonly Counts: readonly number[];
  readonly Max: number;
  readonly Min: number;
  readonly Count: number;
  readonly Sum: number;
}

/** Values within 5 % of each other fall together: percentiles are right to 2.5 %. */
const stepsPerE = 20;
const mostValues = 100;

/** Any number of values in little memory; largest, smallest, sum and count stay exact. */
export class ValueSketch {
  private readonly counts = new Map<number, number>();
  private max = -Infinity;
  private min = Infinity;
  private sum = 0;
  private count = 0;

  /** @param value not negative */
  add(value: number): void {
    if (!Number.isFinite(value)) return;
    const place = value > 0 ? Math.round(Math.log(value) * stepsPerE) : -Infinity;
    this.counts.set(place, (this.counts.get(place) ?? 0) + 1);
    if (value > this.max) this.max = value;
    if (value < this.min) this.min = value;
    this.sum += value;
    this.count += 1;
  }

  /** At most 100 different values: where there are more, neighbours fall together. */
  valueSet(): ValueSet {
    let counts = this.counts;
    let steps = stepsPerE;
    while (counts.size > mostValues) {
      const coarser = new Map<number, number>();
      for (const [place, count] of counts) {
        const next = Math.round(place / 2);
        coarser.set(next, (coarser.get(next) ?? 0) + count);
      }
      counts = coarser;
      steps /= 2;
    }
    const places = [...counts.keys()].sort((one, other) => one - other);
    return {
      Values: places.map((place) => this.within(Number(Math.exp(place / steps).toPrecision(3)))),
      Counts: places.map((place) => counts.get(place) as number),
      Max: this.max,
      Min: this.min,
      Count: this.count,
      Sum: this.sum,
    };
  }

  private within(value: number): number {
    return Math.min(this.max, Math.max(this.min, value));
  }
}
