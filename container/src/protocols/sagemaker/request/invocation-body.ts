import { Failure } from '../../../../../lib/contracts/failures';
import { BufferPool } from '../../../http-server/body/buffer-pool';
import { mediaTypeOf } from '../../../http-server/body/media-type';
import { type ByteBudget, type ByteShare, readBody } from '../../../http-server/body/request-body';
import type { Exchange } from '../../../http-server/exchange';
import type { TensorInfo } from '../../../onnx/tensor-info';
import { arrayItems } from './array-items';
import type { BodyAllowance } from './body-allowance';
import { bodyChunks } from './body-chunks';
import type { BodyItem } from './body-item';
import { formItems } from './form-items';
import { jsonItems } from './json-items';
import { lineItems } from './line-items';

export interface BodyLimits {
  readonly maxBytes: number;
  readonly budget: ByteBudget;
}

/** What a body is: the bytes of one picture, an array, or a series of pictures. */
export type BodyKind = 'picture' | 'array' | 'form' | 'json' | 'lines';

const kinds: Readonly<Record<string, BodyKind>> = {
  '': 'picture',
  'application/octet-stream': 'picture',
  'application/x-image': 'picture',
  'application/x-www-form-urlencoded': 'picture',
  'multipart/form-data': 'form',
  'application/json': 'json',
  'application/jsonlines': 'lines',
  'application/x-ndjson': 'lines',
  'application/x-npy': 'array',
};

/** @throws Failure content-unsupported */
export function kindOf({ headers }: Exchange['request']): BodyKind {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new Failure('content-unsupported', `Content-Encoding ${encoding} is not read.`);
  const type = mediaTypeOf(headers);
  if (type.startsWith('image/')) return 'picture';
  if (Object.hasOwn(kinds, type)) return kinds[type];
  const read = Object.keys(kinds)
    .filter((name) => name !== '')
    .join(', ');
  throw new Failure('content-unsupported', `Received ${type.slice(0, 100)}; this route reads image/*, ${read}.`);
}

/** One picture of many may be as large as a whole request usually is. */
const mostPictureBytes = 25 * 1_048_576;
const pool = new BufferPool(16 * 1_048_576);

/** Reads a body of which all is needed at once; `release` must be called in the end. */
export function readWhole(exchange: Exchange, { maxBytes, budget }: BodyLimits) {
  const { request, signal } = exchange;
  return readBody(request, { maxBytes, budget, pool, signal, invite: () => exchange.invite() });
}

/** The pictures of a series, read no faster than they are worked on. */
export function readSeries(
  exchange: Exchange,
  kind: 'form' | 'json' | 'lines',
  maxBytes: number,
  allowance: BodyAllowance,
): AsyncGenerator<BodyItem, boolean> {
  const chunks = bodyChunks(exchange, maxBytes);
  const pictureBytes = Math.min(maxBytes, mostPictureBytes);
  const take = (bytes: number) => allowance.take(bytes, exchange.signal);
  const giveBack = (bytes: number) => allowance.giveBack(bytes);
  if (kind === 'form') {
    return formItems(chunks, exchange.request.headers['content-type'] ?? '', {
      itemBytes: pictureBytes,
      take,
      giveBack,
    });
  }
  // Base64 takes four characters for three bytes; something may stand around it.
  const limits = { itemBytes: Math.ceil((pictureBytes * 4) / 3) + 4096, take, giveBack };
  return kind === 'json' ? jsonItems(chunks, limits) : lineItems(chunks, limits);
}

/** The items of a body that was read whole. */
export async function* wholeItems(
  kind: 'picture' | 'array',
  bytes: Buffer,
  { input, copies }: { readonly input: TensorInfo; readonly copies: ByteShare },
): AsyncGenerator<BodyItem, boolean> {
  if (kind === 'array') return yield* arrayItems(bytes, input, copies);
  yield { bytes, held: 0 };
  return false;
}
