import type { Rate } from './api-keys';

/** Lets `requestsPerSecond` pass on average and `burst` at once; one number and one time, whatever comes. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    readonly rate: Rate,
    private readonly now: () => number,
  ) {
    this.tokens = rate.burst;
    this.filledAt = now();
  }

  /** Takes one token. @returns the seconds until there is one; 0 when this one was there */
  take(): number {
    const { requestsPerSecond, burst } = this.rate;
    const now = this.now();
    this.tokens = Math.min(burst, this.tokens + ((now - this.filledAt) / 1000) * requestsPerSecond);
    this.filledAt = now;
    if (this.tokens < 1) return (1 - this.tokens) / requestsPerSecond;
    this.tokens -= 1;
    return 0;
  }
}
