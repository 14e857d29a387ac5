import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';

/**
 * What a gzip holds, in constant memory.
 *
 * @throws DeploymentFailure archive-unreadable where it is damaged or cut off
 */
export async function* unzipped(zipped: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // An error on the way in comes out at the other end.
  const unzipping = pipeline(zipped, createGunzip({ chunkSize: 256 * 1024 }), () => undefined);
  try {
    yield* unzipping as AsyncIterable<Buffer>;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw code.startsWith('Z_')
      ? new DeploymentFailure('archive-unreadable', `It is no whole gzip: ${message}.`)
      : error;
  }
}
