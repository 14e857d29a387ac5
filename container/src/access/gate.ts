import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../../../lib/contracts/failures';
import type { Route } from '../../../lib/contracts/http-api';
import type { Client, KeyRing } from './key-ring';
import { Refusal } from './refusal';

const challenge = 'Bearer realm="image-classifier"';

/** Decides by the header fields alone who may ask: nothing of a body is read for a caller without a key. */
export class Gate {
  constructor(private readonly keys: KeyRing) {}

  /**
   * @returns the caller; undefined on a route for anyone
   * @throws Failure key-missing, key-unknown, key-not-admin or rate-exceeded
   */
  admit(headers: IncomingHttpHeaders, audience: Route['audience']): Client | undefined {
    if (audience === 'anyone') return undefined;
    const key = keyOf(headers);
    if (key === undefined) throw new Refusal('key-missing', { 'WWW-Authenticate': challenge });
    const client = this.keys.find(key);
    if (!client) throw new Refusal('key-unknown', { 'WWW-Authenticate': `${challenge}, error="invalid_token"` });
    const waitSeconds = client.bucket?.take() ?? 0;
    if (waitSeconds > 0) {
      const { requestsPerSecond, burst } = client.bucket?.rate ?? { requestsPerSecond: 0, burst: 0 };
      const limit = `${requestsPerSecond} requests per second, ${burst} at once`;
      const headers = { 'Retry-After': String(Math.ceil(waitSeconds)) };
      throw new Refusal('rate-exceeded', headers, `The key "${client.name}" may send ${limit}.`);
    }
    if (audience === 'admin' && !client.admin) throw new Failure('key-not-admin');
    return client;
  }
}

/** `Authorization: Bearer <key>` (RFC 6750; the scheme in any case), or `X-Api-Key: <key>`. */
function keyOf({ authorization, 'x-api-key': plain }: IncomingHttpHeaders): string | undefined {
  const bearer = authorization?.match(/^bearer +([^ ]+) *$/i)?.[1];
  return bearer ?? (typeof plain === 'string' && plain !== '' ? plain : undefined);
}
