import { timingSafeEqual } from 'node:crypto';
import { type ApiKey, digestOf } from './api-keys';
import { TokenBucket } from './token-bucket';

/** A caller whose key is known. */
export interface Client {
  readonly name: string;
  readonly admin: boolean;
  /** Absent: no limit. */
  readonly bucket?: TokenBucket;
}

/** The keys of the server at this moment; a list that changes keeps the buckets of the callers that stay. */
export class KeyRing {
  private digests: readonly Buffer[] = [];
  private clients: readonly Client[] = [];

  constructor(
    keys: readonly ApiKey[],
    private readonly now: () => number = () => performance.now(),
  ) {
    this.replace(keys);
  }

  replace(keys: readonly ApiKey[]): void {
    const before = new Map(this.clients.map(({ name, bucket }) => [name, bucket]));
    this.digests = keys.map(({ digest }) => digest);
    this.clients = keys.map(({ name, admin, rate }) => {
      if (!rate) return { name, admin };
      const kept = before.get(name);
      const same = kept?.rate.requestsPerSecond === rate.requestsPerSecond && kept.rate.burst === rate.burst;
      return { name, admin, bucket: kept && same ? kept : new TokenBucket(rate, this.now) };
    });
  }

  /**
   * Who sends this key. Digests are compared in constant time and all of them every time: how long it takes tells
   * neither how much of a key was right nor where in the list it stands.
   */
  find(key: string): Client | undefined {
    const digest = digestOf(key);
    let place = -1;
    for (let index = 0; index < this.digests.length; index += 1) {
      place = timingSafeEqual(this.digests[index], digest) ? index : place;
    }
    return this.clients[place];
  }
}
