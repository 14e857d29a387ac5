import { Failure } from '../../../lib/contracts/failures';
import { decode, object, SchemaError, string } from '../../../lib/contracts/schema';
import { type Body, readBody } from '../http-server/body/request-body';
import type { Exchange } from '../http-server/exchange';
import type { FetchLimits, PictureFetcher } from './picture-fetcher';

/** The most bytes that `{ "url": ... }` may take. */
const mostBytes = 8192;
const schema = object({ url: string({ max: 4096 }) });

/**
 * The picture behind the URL that a request names.
 *
 * @throws Failure request-malformed, or why the picture cannot be fetched
 */
export async function urlPicture(
  exchange: Pick<Exchange, 'request' | 'signal' | 'deadline' | 'invite'>,
  fetcher: PictureFetcher,
  { maxBytes, budget, pool }: Pick<FetchLimits, 'maxBytes' | 'budget' | 'pool'>,
): Promise<Body> {
  const { request, signal, deadline } = exchange;
  const invite = () => exchange.invite();
  const body = await readBody(request, { maxBytes: mostBytes, budget, pool, signal, invite });
  let url: string;
  try {
    url = parse(body.bytes.toString());
  } finally {
    body.release();
  }
  return await fetcher.fetch(url, { maxBytes, budget, pool, signal, deadline });
}

function parse(text: string): string {
  try {
    return decode(schema, JSON.parse(text), 'body').url;
  } catch (error) {
    const detail = error instanceof SchemaError ? error.message : 'The body is no JSON.';
    throw new Failure('request-malformed', `Expected {"url": "https://..."}. ${detail}`);
  }
}
