import { array, boolean, integer, number, optional, string } from '../schema';
import { asBoolean, asList, asNumber, asText, mebibyte, setting } from './setting';

/** Who may use the server, and where it goes for pictures itself. */
export const accessSettings = {
  adminPort: setting(
    'ADMIN_PORT',
    'A second TCP port for the routes that change or reveal the server; the first then answers 404 to them. 0 takes a free one. Left out: one port for all.',
    asNumber,
    optional(integer({ min: 0, max: 65_535 })),
  ),
  apiKeys: setting(
    'API_KEYS',
    'The keys of callers as a JSON list; a secret, never written in plain. Left out: nobody needs a key.',
    asText,
    optional(string({ max: mebibyte })),
  ),
  apiKeysFile: setting(
    'API_KEYS_FILE',
    'A file that holds the same list; read again when it changes.',
    asText,
    optional(string()),
  ),
  classifyUrls: setting(
    'CLASSIFY_URLS',
    'Whether POST /classify also takes {"url": "https://..."} and fetches the picture from the public internet.',
    asBoolean,
    optional(boolean(), false),
  ),
  urlHosts: setting(
    'URL_HOSTS',
    'The hosts to fetch from, separated by commas; *.shop.example is every name below. Left out: every public host.',
    asList,
    optional(array(string({ max: 255 }), { min: 1, max: 1000 })),
  ),
  urlAllowHttp: setting(
    'URL_ALLOW_HTTP',
    'Whether pictures may also be fetched over http, where everybody on the way can read and change them.',
    asBoolean,
    optional(boolean(), false),
  ),
  urlTimeoutSeconds: setting(
    'URL_TIMEOUT_SECONDS',
    'The time to fetch one picture, with all redirects.',
    asNumber,
    optional(number({ min: 0.1, max: 60 }), 5),
  ),
} as const;
