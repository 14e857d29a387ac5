import { isIP } from 'node:net';
import { Failure } from '../../../lib/contracts/failures';
import { isPublic } from './public-address';

export interface UrlRules {
  /** Host names to fetch from; `*.shop.example` stands for every name below shop.example. Left out: any public host. */
  readonly hosts?: readonly string[];
  /** Whether http is as good as https. */
  readonly allowHttp: boolean;
}

/** @returns what is wrong with an entry of `hosts`; undefined for a good one */
export function hostProblem(entry: string): string | undefined {
  const name = entry.startsWith('*.') ? entry.slice(2) : entry;
  const valid = /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*$/i.test(name);
  return valid ? undefined : `expected a host name such as shop.example or *.shop.example, received "${entry}"`;
}

/**
 * A URL that may be looked up.
 *
 * `URL` itself turns the odd spellings of an address - decimal, octal, hexadecimal, cut short, in full-width digits -
 * into the usual one, so that the rules judge what would be connected to.
 *
 * @param base where a redirect came from
 * @throws Failure url-refused
 */
export function allowedUrl(text: string, { hosts, allowHttp }: UrlRules, base?: URL): URL {
  if (!URL.canParse(text, base?.href)) throw refused('It is no URL.');
  const url = new URL(text, base?.href);
  url.hash = '';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowHttp)) {
    throw refused(`Only ${allowHttp ? 'https and http are' : 'https is'} allowed.`);
  }
  if (url.port !== '') throw refused('Only the port that belongs to the scheme is allowed.');
  if (url.username !== '' || url.password !== '') throw refused('It holds a user name or a password.');
  const host = hostOf(url);
  if (hosts && !hosts.some((entry) => covers(entry.toLowerCase(), host.replace(/\.$/, '')))) {
    throw refused(`${shown(host)} is not among the hosts of IMAGE_CLASSIFIER_URL_HOSTS.`);
  }
  return url;
}

/** The host without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/** The address that a host name already is; undefined for one that must be looked up. */
export function literalOf(host: string): string | undefined {
  return isIP(host) === 0 ? undefined : host;
}

/**
 * A name with one private address among its public ones is not trusted at all.
 *
 * @throws Failure url-refused
 */
export function requirePublic(host: string, addresses: readonly string[]): void {
  if (!addresses.every(isPublic)) throw refused(`${shown(host)} is not an address of the public internet.`);
}

export function refused(detail: string): Failure {
  return new Failure('url-refused', `The server does not fetch this URL. ${detail}`);
}

function covers(entry: string, host: string): boolean {
  return entry.startsWith('*.') ? host.endsWith(entry.slice(1)) && host.length >= entry.length : host === entry;
}

/** A host as it may stand in a message: names can be long, paths and queries may hold secrets and are never shown. */
export function shown(host: string): string {
  return host.slice(0, 100);
}
