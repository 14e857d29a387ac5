import { promisify } from 'node:util';
import { createGunzip, createInflate, deflate, gzip } from 'node:zlib';
import { Failure } from '../../../../../lib/contracts/failures';
import { type LendingLimits, LentBuffer } from '../lent-buffer';

/** The content encodings that are read and written. */
export const encodings = ['gzip', 'deflate'] as const;
type Encoding = (typeof encodings)[number];

/** @throws Failure content-unsupported for an encoding that is not read */
export function requestEncoding(header: string | undefined): Encoding | undefined {
  const name = (header ?? 'identity').trim().toLowerCase();
  if (name === 'identity') return undefined;
  if (name === 'x-gzip') return 'gzip';
  const known = encodings.find((encoding) => encoding === name);
  if (known) return known;
  throw new Failure(
    'content-unsupported',
    `Content-Encoding ${name.slice(0, 40)} is not read; ${encodings.join(' and ')} are.`,
  );
}

/**
 * Inflates a body; it is measured while it grows, because a megabyte of gzip can hold a gigabyte.
 *
 * @throws Failure image-too-large, server-overloaded, request-malformed
 */
export async function inflateBody(body: Buffer, encoding: Encoding, limits: LendingLimits): Promise<LentBuffer> {
  const inflated = new LentBuffer(limits);
  const stream = encoding === 'gzip' ? createGunzip() : createInflate();
  try {
    stream.end(body);
    for await (const chunk of stream) {
      if (!inflated.append(chunk as Buffer)) {
        throw new Failure('image-too-large', `The body inflates to more than ${limits.maxBytes} bytes.`);
      }
    }
    return inflated;
  } catch (error) {
    inflated.release();
    if (error instanceof Failure) throw error;
    throw new Failure('request-malformed', `The body is no ${encoding}: ${(error as Error).message}.`);
  } finally {
    stream.destroy();
  }
}

/** The encoding to answer in: the first of ours that the caller takes. */
export function answerEncoding(accept: string | undefined): Encoding | undefined {
  if (accept === undefined) return undefined;
  const wished = accept.split(',').map((part) => part.trim().toLowerCase().replaceAll(' ', ''));
  const taken = wished.filter((part) => !/;q=0(\.0*)?$/.test(part)).map((part) => part.split(';')[0]);
  return encodings.find((encoding) => taken.includes(encoding) || (encoding === 'gzip' && taken.includes('*')));
}

/** Below this a compressed answer saves no packet. */
const worthCompressing = 1024;
const compress = { gzip: promisify(gzip), deflate: promisify(deflate) };

/** Off the main thread; the fastest level, because callers wait for it. */
export async function compressBody(
  body: Buffer,
  encoding: Encoding | undefined,
): Promise<{ body: Buffer; headers: Record<string, string> }> {
  if (!encoding || body.length < worthCompressing) return { body, headers: {} };
  const headers = { 'Content-Encoding': encoding, Vary: 'Accept-Encoding' };
  return { body: await compress[encoding](body, { level: 1 }), headers };
}
