import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIPv6 } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { Failure } from '../../../lib/contracts/failures';
import type { Network } from './network';
import { hostOf, literalOf, shown } from './url-rules';

export interface PictureRequestOptions {
  readonly url: URL;
  /** The checked addresses; the connection goes to one of them and is never looked up again. */
  readonly addresses: readonly string[];
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly userAgent: string;
}

/** The most addresses of one name that are tried. */
const mostTried = 4;

/**
 * Asks for a picture; answers as soon as the header fields are there. One connection for one request: no proxy of the
 * environment, no cookies, no connection kept.
 *
 * @throws Failure url-unreachable, or the reason of `signal`
 */
export function requestPicture(options: PictureRequestOptions): Promise<IncomingMessage> {
  const { url, addresses, network, signal, userAgent } = options;
  const dial = network.dial ?? ((address, port) => ({ address, port }));
  const host = hostOf(url);
  const secure = url.protocol === 'https:';
  const places = addresses.slice(0, mostTried).map((address) => dial(address, secure ? 443 : 80));
  const pinned = places.map(({ address }) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)({
      agent: false,
      // A name that nobody has: were `lookup` ever left out, nothing would be reached.
      host: 'pinned.invalid',
      port: places[0].port,
      path: url.pathname + url.search,
      lookup: (_name, { all }, done) => (all ? done(null, pinned) : done(null, pinned[0].address, pinned[0].family)),
      ca: network.authorities,
      servername: literalOf(host) ? '' : host.replace(/\.$/, ''),
      checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
      headers: {
        Host: url.host,
        Accept: 'image/*',
        'Accept-Encoding': 'identity',
        'User-Agent': userAgent,
      },
      signal,
    });
    const fail = (error?: NodeJS.ErrnoException) => {
      if (signal.reason instanceof Failure) reject(signal.reason);
      else reject(unreachable(host, `failed with ${error?.code ?? 'no answer'}`));
    };
    const answer = (response: IncomingMessage) => {
      // Nobody reads a response that is given up.
      response.on('error', () => {});
      resolve(response);
    };
    request.on('response', answer).on('error', fail).on('close', fail).end();
  });
}

export function unreachable(host: string, detail: string): Failure {
  return new Failure('url-unreachable', `${shown(host)} ${detail}.`);
}
