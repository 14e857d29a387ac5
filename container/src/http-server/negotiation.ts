import { Failure } from '../../../lib/contracts/failures';

/** The content type to answer with: the best match of the Accept header, the first offer where it leaves the choice. */
export function chooseContentType<T extends string>(accept: string | undefined, offers: readonly T[]): T {
  if (accept === undefined || accept.trim() === '') return offers[0];
  const ranges = accept.split(',').map(parseRange);
  let best: { offer: T; quality: number } | undefined;
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > (best?.quality ?? 0)) best = { offer, quality };
  }
  if (best) return best.offer;
  throw new Failure('accept-unsupported', `Accept: ${accept.slice(0, 200)}; this route answers ${offers.join(', ')}.`);
}

interface Range {
  readonly type: string;
  readonly quality: number;
}

function parseRange(text: string): Range {
  const [type, ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const value = quality === undefined ? 1 : Number(quality.slice(2));
  return { type, quality: value >= 0 && value <= 1 ? value : 0 };
}

/** The most specific range decides (RFC 9110, section 12.5.1). */
function qualityOf(offer: string, ranges: readonly Range[]): number {
  const group = `${offer.split('/')[0]}/*`;
  for (const wanted of [offer, group, '*/*']) {
    const range = ranges.find(({ type }) => type === wanted);
    if (range) return range.quality;
  }
  return 0;
}
