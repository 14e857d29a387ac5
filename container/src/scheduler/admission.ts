export interface Newcomer {
  readonly now: number;
  /** Milliseconds until a process would take it up, by estimate. */
  readonly waitMs: number;
  /** The moment of its answer, by estimate. */
  readonly answerAt: number;
  readonly deadline: number;
  /** Milliseconds by which it delays everyone behind it. */
  readonly delayMs: number;
}

/** How long a line a busy server keeps, in milliseconds of waiting. */
export interface LineLimits {
  /** While it is overloaded. */
  readonly overloadedMs: number;
  /** Otherwise: a burst waits longer than that before anybody is turned away. */
  readonly burstMs: number;
}

/** An overload counts as over when nobody was turned away for so long. */
const calmMs = 5000;
const shortestBurstMs = 400;
/** Some 64 callers who each wait for an answer before they ask again are company, as long as that takes two seconds. */
const smallestBurst = 80;
const bearableMs = 2000;
const longestRetryMs = 30_000;

/**
 * The lengths of the line that keep every process busy and nobody waiting for longer than that takes. Arrivals come in
 * clumps, which matter less the more processes share them; docs/decisions/0007 has the simulation behind it.
 *
 * @param settled the operator's own limit under overload, in milliseconds; 0 derives it
 */
export function lineLimits(
  { fullBatchMs, pictureMs }: { readonly fullBatchMs: number; readonly pictureMs: number },
  slots: number,
  settled = 0,
): LineLimits {
  const some = Math.max(1, slots);
  const overloadedMs = settled || (1 + 2 / Math.sqrt(some)) * fullBatchMs;
  const companyMs = Math.min(bearableMs, (smallestBurst * pictureMs) / some);
  return { overloadedMs, burstMs: Math.max(shortestBurstMs, 2 * overloadedMs, companyMs) };
}

/**
 * Decides who joins the line. A burst may fill it; once somebody had to be turned away the line is kept short, because
 * a long one would only add its length to everybody's answer, and not one answer per second.
 */
export class Admission {
  private refusedAt = -Infinity;
  /** Work that was turned away and may come back, as if it stood in a line outside that the server works off. */
  private outside = { milliseconds: 0, at: -Infinity };

  /** Whether a picture that must wait may join. */
  admits({ now, waitMs, answerAt, deadline, delayMs }: Newcomer, { overloadedMs, burstMs }: LineLimits): boolean {
    const limit = now - this.refusedAt < calmMs ? overloadedMs : burstMs;
    if (waitMs <= limit && answerAt <= deadline) return true;
    this.outside = { milliseconds: Math.min(longestRetryMs, this.outsideMs(now) + delayMs), at: now };
    // A caller in a hurry says nothing about the load.
    if (waitMs > limit) this.refusedAt = now;
    return false;
  }

  /** Milliseconds until those who were turned away up to now could have been served. */
  outsideMs(now: number): number {
    return Math.max(0, this.outside.milliseconds - (now - this.outside.at));
  }
}
