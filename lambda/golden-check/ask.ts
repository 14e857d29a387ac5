import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { testHeader } from '../../lib/contracts/golden-pictures';

export interface Target {
  readonly url: string;
  /** The name in the certificate, or nothing where the URL has the right one. */
  readonly host: string;
  /** Left out: nobody is asked for one. */
  readonly key?: string;
}

export interface Question {
  readonly bytes: Buffer;
  readonly model?: string;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** A result is far smaller; what is larger is none. */
const mostReplyBytes = 262_144;

/**
 * Sends one picture over a connection of its own, so that a load balancer may choose another server for each.
 *
 * @throws Error where no whole answer came, and the signal's reason where it took too long
 */
export function ask({ bytes, model }: Question, { url, host, key }: Target, signal: AbortSignal): Promise<Reply> {
  const place = new URL('/classify?topK=1', url);
  if (model !== undefined) place.searchParams.set('model', model);
  const request = place.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = {
    accept: 'application/json',
    'content-type': 'application/octet-stream',
    'content-length': bytes.length,
    [testHeader.name]: testHeader.value,
    ...(key && { 'x-api-key': key }),
    ...(host && { host }),
  };
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent: false as const, headers, signal, ...(host && { servername: host }) };
    const call = request(place, options, (answer) => {
      const parts: Buffer[] = [];
      let length = 0;
      answer.on('data', (part: Buffer) => {
        length += part.length;
        parts.push(part);
        if (length > mostReplyBytes) call.destroy(new Error(`an answer of more than ${mostReplyBytes} bytes`));
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
    });
    call.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    call.end(bytes);
  });
}
