import type { IncomingMessage } from 'node:http';
import { Failure } from '../../../../lib/contracts/failures';
import { BodyBuffer } from './body-buffer';
import type { BufferPool } from './buffer-pool';

/** The bytes of all request bodies and waiting pictures in the server, against one limit. */
export class ByteBudget {
  private used = 0;
  constructor(private readonly limit: number) {}

  take(bytes: number): boolean {
    if (this.used + bytes > this.limit) return false;
    this.used += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.used -= bytes;
  }
}

/** What one request holds of the budget, beside its body: copies, pictures made of it. */
export class ByteShare {
  private taken = 0;

  constructor(private readonly budget: ByteBudget) {}

  /** @throws Failure server-overloaded */
  take(bytes: number): void {
    if (!this.budget.take(bytes)) throw new Failure('server-overloaded', 'The server holds as many bytes as it may.');
    this.taken += bytes;
  }

  giveBack(): void {
    this.budget.giveBack(this.taken);
    this.taken = 0;
  }
}

export interface BodyLimits {
  readonly maxBytes: number;
  readonly budget: ByteBudget;
  readonly pool: BufferPool;
  /** Aborted when the caller hangs up or the request's time is over. */
  readonly signal: AbortSignal;
  /** Called once the announced length is accepted, before the first byte is read. */
  readonly invite: () => void;
}

export interface Body {
  readonly bytes: Buffer;
  /** Must be called once the bytes are no longer needed: their memory then serves the next body. */
  release(): void;
}

/** @throws Failure image-too-large, server-overloaded, upload-too-slow or request-cancelled. */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Body> {
  const { maxBytes, budget, pool, signal, invite } = limits;
  const announced = announcedLength(request, maxBytes);
  const share = new ByteShare(budget);
  let buffer: BodyBuffer | undefined;
  const release = () => {
    share.giveBack();
    buffer?.giveBack();
    buffer = undefined;
  };
  try {
    const body = new BodyBuffer(maxBytes, announced, pool, (bytes) => share.take(bytes));
    buffer = body;
    invite();
    await consume(request, signal, (chunk) => {
      if (!body.append(chunk)) throw new Failure('image-too-large', `The body is longer than ${maxBytes} bytes.`);
    });
    return { bytes: body.content, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** A body over the limit is refused before a byte of it is read. */
function announcedLength({ headers }: IncomingMessage, maxBytes: number): number | undefined {
  const header = headers['content-length'];
  if (header === undefined) return undefined;
  const length = Number(header);
  if (length > maxBytes) {
    throw new Failure('image-too-large', `The body has ${length} bytes; the limit is ${maxBytes}.`);
  }
  return length;
}

function consume(request: IncomingMessage, signal: AbortSignal, onChunk: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      request.off('data', take);
      request.off('end', end);
      request.off('error', hangUp);
      signal.removeEventListener('abort', abort);
      settle();
    };
    const take = (chunk: Buffer) => {
      try {
        onChunk(chunk);
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const end = () => finish(resolve);
    const hangUp = () => finish(() => reject(new Failure('request-cancelled')));
    const abort = () =>
      finish(() => reject(signal.reason instanceof Failure ? signal.reason : new Failure('request-cancelled')));
    if (signal.aborted) return abort();
    request.on('data', take);
    request.on('end', end);
    request.on('error', hangUp);
    signal.addEventListener('abort', abort);
  });
}
