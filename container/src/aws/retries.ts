import type { BrokenAttempt } from './attempt';
import { ServiceError } from './service-error';

/** The numbers of the SDK's standard mode (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html). */
const maxAttempts = 5;
const baseMs = 100;
const throttledBaseMs = 500;
const longestMs = 20_000;
const fullPurse = 500;
const price = 5;

const throttled = new Set([
  'BandwidthLimitExceeded',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'AWS.SimpleQueueService.OverLimit',
]);
const transient = new Set(['RequestTimeout', 'RequestTimeoutException', 'InternalError', 'ServiceUnavailable']);

/** Trouble on the way; a certificate that is not trusted stays so. */
const onTheWay = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'EPROTO',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * Decides after which failure a request is sent once more, and when. All requests of a client pay tries from one purse,
 * which successes fill again: while a service is down, it is not asked five times as often as usual.
 */
export class Retries {
  private purse = fullPurse;

  constructor(private readonly random: () => number = Math.random) {}

  succeeded(): void {
    this.purse = Math.min(fullPurse, this.purse + 1);
  }

  /** @returns milliseconds until the next attempt; undefined where there is none */
  pauseAfter(error: unknown, attempt: number): number | undefined {
    if (attempt >= maxAttempts || !isPassing(error) || this.purse < price) return undefined;
    this.purse -= price;
    // The other side had closed a kept connection, which says nothing of its health.
    if ((error as BrokenAttempt).stale) return 0;
    const base = isThrottled(error) ? throttledBaseMs : baseMs;
    return Math.min(longestMs, this.random() * base * 2 ** (attempt - 1));
  }
}

function isThrottled(error: unknown): boolean {
  return error instanceof ServiceError && (error.reply.status === 429 || throttled.has(error.name));
}

/** Whether the same request may succeed a little later. */
function isPassing(error: unknown): boolean {
  if (error instanceof ServiceError) {
    return error.reply.status >= 500 ? error.reply.status !== 501 : isThrottled(error) || transient.has(error.name);
  }
  const { code = '' } = error as BrokenAttempt;
  return onTheWay.has(code);
}
