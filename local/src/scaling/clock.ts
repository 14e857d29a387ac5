/** Time that may pass faster than on the wall, for periods and cooldowns; milliseconds of the epoch. */
export class Clock {
  private readonly began = Date.now();

  /** @param speed how many seconds pass in one second */
  constructor(readonly speed: number) {}

  now(): number {
    return this.began + (Date.now() - this.began) * this.speed;
  }

  /** How long to wait on the wall for a time of this clock. */
  realMsUntil(time: number): number {
    return Math.max(0, (time - this.now()) / this.speed);
  }
}
