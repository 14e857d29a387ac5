import { hash } from 'node:crypto';
import { SigningKey } from './signing-key';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request in the form in which it is sent: nothing of it may be encoded again or reordered on its way. */
export interface Request {
  readonly method: string;
  /** With the port, where it is not the usual one. */
  readonly host: string;
  /** Percent-encoded (`encodePath`). */
  readonly path: string;
  /** Percent-encoded `name=value` pairs, sorted by name; empty for none. */
  readonly query?: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const algorithm = 'AWS4-HMAC-SHA256';
const emptyHash = hash('sha256', '');

/**
 * Signs requests to one service in one region with Signature Version 4, payload included. Everything that changes once a
 * day or with the credentials is kept (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
export class Signer {
  private key: { readonly day: string; readonly secret: string; readonly value: SigningKey } | undefined;
  private moment = { second: 0, time: '' };

  constructor(
    readonly region: string,
    readonly service: string,
  ) {}

  /** All headers of the signed request. @param now milliseconds of the epoch */
  sign(request: Request, credentials: Credentials, now: number): Record<string, string> {
    const { method, host, path, query = '', body = '' } = request;
    const time = this.timeOf(now);
    const day = time.slice(0, 8);
    const payload = body === '' ? emptyHash : hash('sha256', body);
    const headers: Record<string, string> = {
      ...request.headers,
      host,
      'x-amz-content-sha256': payload,
      'x-amz-date': time,
    };
    if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
    const names = Object.keys(headers).sort();
    const signed = names.join(';');
    let lines = '';
    for (const name of names) lines += `${name}:${trimmed(headers[name])}\n`;
    const canonical = `${method}\n${path}\n${query}\n${lines}\n${signed}\n${payload}`;
    const scope = `${day}/${this.region}/${this.service}/aws4_request`;
    const text = `${algorithm}\n${time}\n${scope}\n${hash('sha256', canonical)}`;
    const signature = this.keyOf(day, credentials.secretAccessKey).sign(text);
    headers.authorization = `${algorithm} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
    return headers;
  }

  private keyOf(day: string, secret: string): SigningKey {
    if (this.key?.day !== day || this.key.secret !== secret) {
      this.key = { day, secret, value: SigningKey.derive(secret, day, this.region, this.service) };
    }
    return this.key.value;
  }

  /** Such as 20261121T093000Z; written once a second. */
  private timeOf(now: number): string {
    const second = Math.floor(now / 1000);
    if (this.moment.second !== second) {
      this.moment = { second, time: new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '') };
    }
    return this.moment.time;
  }
}

/** Percent-encodes a key as S3 wants it: every byte but `A-Z a-z 0-9 - . _ ~` and the slashes, and nothing twice. */
export function encodePath(key: string): string {
  return /^[\w.~/-]*$/.test(key) ? key : key.split('/').map(encodePart).join('/');
}

/** Percent-encodes a name or value of a query, or a part of a path. */
export function encodePart(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function trimmed(value: string): string {
  return value.trim().replace(/ {2,}/g, ' ');
}
