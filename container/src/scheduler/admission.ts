import type { LineLimits } from '../../../lib/contracts/line-limits';

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

/** An overload counts as over when nobody was turned away for so long. */
const calmMs = 5000;
const longestRetryMs = 30_000;

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
