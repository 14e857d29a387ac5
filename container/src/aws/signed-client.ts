import { setTimeout as wait } from 'node:timers/promises';
import type { AttemptLimits, Target } from './attempt';
import { Connections } from './connections';
import { Retries } from './retries';
import { errorOf, type Reply, ServiceError } from './service-error';
import type { Credentials, Request, Signer } from './signature';

/** The SDK's provider: it remembers, and asks again before they expire. */
export type CredentialSource = (options?: { readonly forceRefresh?: boolean }) => Promise<Credentials>;

/** Where a service answers, and what signs for it. */
export interface Place extends Target {
  /** With the port, where it is not the usual one. */
  readonly host: string;
  /** What every path begins with, without a slash at its end. */
  readonly prefix: string;
  readonly signer: Signer;
}

/** Codes after which other credentials may do. */
const expired = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'InvalidToken']);
/** Codes after which another clock may do. */
const skewed = new Set([
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
]);
const toleratedSkewMs = 240_000;

/** Sends signed requests, again where that may help: the few calls that every picture takes, and nothing else. */
export class SignedClient {
  private readonly connections = new Connections();
  private readonly retries = new Retries();
  /** How far the clock of AWS is ahead of this machine's. */
  private skewMs = 0;

  constructor(private readonly credentials: CredentialSource) {}

  /** @throws ServiceError for an answer that is no success, AnswerTooLong, the reason of the signal, or what broke the connection */
  async send(place: Place, request: Omit<Request, 'host'>, limits: AttemptLimits = {}): Promise<Reply> {
    let mended = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const reply = await this.once(place, request, limits);
        if (reply.status < 200 || reply.status >= 300) throw errorOf(reply);
        this.retries.succeeded();
        return reply;
      } catch (error) {
        if (limits.signal?.aborted) throw error;
        if (!mended && (await this.mend(error))) {
          mended = true;
          continue;
        }
        const milliseconds = this.retries.pauseAfter(error, attempt);
        if (milliseconds === undefined) throw error;
        await wait(milliseconds, undefined, { signal: limits.signal }).catch(() => {
          throw limits.signal?.reason;
        });
      }
    }
  }

  close(): void {
    this.connections.close();
  }

  private async once(place: Place, request: Omit<Request, 'host'>, limits: AttemptLimits): Promise<Reply> {
    const { method, query, headers: given, body } = request;
    const credentials = await this.credentials();
    const path = place.prefix + request.path;
    const whole = { method, host: place.host, path, query, headers: given, body };
    const headers = place.signer.sign(whole, credentials, Date.now() + this.skewMs);
    return await this.connections.send(
      place,
      { method, path: query ? `${path}?${query}` : path, headers, body },
      limits,
    );
  }

  /** Whether what made the request fail could be put right. */
  private async mend(error: unknown): Promise<boolean> {
    if (!(error instanceof ServiceError)) return false;
    if (expired.has(error.name)) {
      await this.credentials({ forceRefresh: true });
      return true;
    }
    const theirs = Date.parse(error.reply.headers.get('date') ?? '');
    const ahead = theirs - Date.now();
    if (!skewed.has(error.name) || !(Math.abs(ahead - this.skewMs) > toleratedSkewMs)) return false;
    this.skewMs = ahead;
    return true;
  }
}
