import type { IncomingMessage } from 'node:http';
import { Failure } from '../../../lib/contracts/failures';
import type { Settings } from '../../../lib/contracts/settings';
import { StartFailure } from '../../../lib/contracts/start-failures';
import { type Body, type BodyLimits, readBody } from '../http-server/body/request-body';
import { internet, type Network } from './network';
import { requestPicture, unreachable } from './picture-request';
import { allowedUrl, hostOf, hostProblem, literalOf, refused, requirePublic, type UrlRules } from './url-rules';

export interface PictureFetcherOptions {
  readonly rules: UrlRules;
  /** From the look-up to the last byte, over all redirects. */
  readonly timeoutMs: number;
  readonly userAgent: string;
  readonly network?: Network;
  /** The most pictures on their way at once. */
  readonly most?: number;
}

/**
 * The fetcher that the settings ask for; undefined where pictures come from callers alone.
 *
 * @throws StartFailure settings-invalid
 */
export function openFetcher(
  settings: Pick<Settings, 'classifyUrls' | 'urlHosts' | 'urlAllowHttp' | 'urlTimeoutSeconds'>,
  userAgent: string,
  network: Network | undefined,
): PictureFetcher | undefined {
  const { classifyUrls, urlHosts: hosts, urlAllowHttp: allowHttp, urlTimeoutSeconds } = settings;
  const problems = (hosts ?? []).map(hostProblem).filter((problem) => problem !== undefined);
  if (problems.length > 0) {
    throw new StartFailure('settings-invalid', `IMAGE_CLASSIFIER_URL_HOSTS: ${problems.join('; ')}.`);
  }
  if (!classifyUrls) return undefined;
  return new PictureFetcher({ rules: { hosts, allowHttp }, timeoutMs: urlTimeoutSeconds * 1000, userAgent, network });
}

export interface FetchLimits extends Pick<BodyLimits, 'maxBytes' | 'budget' | 'pool' | 'signal'> {
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
}

const mostRedirects = 3;
const redirects = [301, 302, 303, 307, 308];

/** Gets pictures from the public internet and from nowhere else, whatever names and redirects say. */
export class PictureFetcher {
  private active = 0;
  constructor(private readonly options: PictureFetcherOptions) {}

  /**
   * The bytes at a URL, not yet known to be a picture.
   *
   * @throws Failure url-refused, url-unreachable, url-too-slow, image-too-large, server-overloaded, deadline-exceeded
   *   or the reason of `signal`
   */
  async fetch(text: string, { signal, deadline, ...limits }: FetchLimits): Promise<Body> {
    const { rules, timeoutMs, most = 64 } = this.options;
    const url = allowedUrl(text, rules);
    if (this.active >= most) throw new Failure('server-overloaded', 'The server fetches as many pictures as it may.');
    const controller = new AbortController();
    const pass = () => controller.abort(signal.reason);
    const left = deadline - performance.now();
    const late = () => controller.abort(new Failure(left < timeoutMs ? 'deadline-exceeded' : 'url-too-slow'));
    const timer = setTimeout(late, Math.min(left, timeoutMs));
    signal.addEventListener('abort', pass);
    if (signal.aborted) pass();
    this.active += 1;
    try {
      return await this.read(await this.follow(url, controller.signal), { ...limits, signal: controller.signal });
    } finally {
      this.active -= 1;
      clearTimeout(timer);
      signal.removeEventListener('abort', pass);
      // Whatever is still open: a refused answer, a body that is too long.
      controller.abort();
    }
  }

  private async follow(first: URL, signal: AbortSignal): Promise<IncomingMessage> {
    const { rules, userAgent, network = internet } = this.options;
    let url = first;
    for (let count = 0; count <= mostRedirects; count += 1) {
      const addresses = await this.addressesOf(hostOf(url), signal);
      const response = await requestPicture({ url, addresses, network, signal, userAgent });
      const { statusCode = 0, headers } = response;
      if (!redirects.includes(statusCode) || headers.location === undefined) return answered(response, url);
      response.destroy();
      url = allowedUrl(headers.location, rules, url);
    }
    throw refused(`It leads on more than ${mostRedirects} times.`);
  }

  /** Looked up once and checked; what a later look-up would say does not matter. */
  private async addressesOf(host: string, signal: AbortSignal): Promise<readonly string[]> {
    const { network = internet } = this.options;
    const literal = literalOf(host);
    const addresses = literal ? [literal] : await network.resolve(host, signal).catch(() => []);
    if (signal.reason instanceof Failure) throw signal.reason;
    if (addresses.length === 0) throw unreachable(host, 'has no address');
    requirePublic(host, addresses);
    return addresses;
  }

  private async read(response: IncomingMessage, limits: Pick<FetchLimits, 'maxBytes' | 'budget' | 'pool' | 'signal'>) {
    try {
      return await readBody(response, { ...limits, invite: () => {} });
    } catch (error) {
      // To the reader of bodies a lost connection is a caller who hung up.
      const lost = error instanceof Failure && error.id === 'request-cancelled' && !limits.signal.aborted;
      throw lost ? new Failure('url-unreachable', 'The connection was lost before the picture was complete.') : error;
    }
  }
}

function answered(response: IncomingMessage, url: URL): IncomingMessage {
  const { statusCode, headers } = response;
  if (statusCode !== 200) throw unreachable(hostOf(url), `answered ${statusCode}`);
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding !== 'identity') throw unreachable(hostOf(url), 'answered in a content encoding');
  return response;
}
