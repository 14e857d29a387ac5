/** What lies between `performance.now()` here and the machine's own clock, in milliseconds. */
const origin = Math.max(...Array.from({ length: 5 }, measure));

// Whoever is interrupted between the two readings measures too little: the largest of several is right.
function measure(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6 - performance.now();
}

/** A moment of this process's `performance.now()` on the machine's own clock, which all its processes share; milliseconds. */
export function toMachineClock(milliseconds: number): number {
  return milliseconds + origin;
}

/** The other way round: a moment that another process named, on this one's `performance.now()`. */
export function fromMachineClock(milliseconds: number): number {
  return milliseconds - origin;
}
