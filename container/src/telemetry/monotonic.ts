const [seconds, nanoseconds] = process.hrtime();
const origin = seconds * 1000 + nanoseconds / 1e6 - performance.now();

/** A moment of this process's `performance.now()` on the machine's own clock, which all its processes share; milliseconds. */
export function toMachineClock(milliseconds: number): number {
  return milliseconds + origin;
}

/** The other way round: a moment that another process named, on this one's `performance.now()`. */
export function fromMachineClock(milliseconds: number): number {
  return milliseconds - origin;
}
