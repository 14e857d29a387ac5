import { createHash } from 'node:crypto';
import { fromFunctionEnvironment } from '../lib/contracts/functions';

const { keySha256 } = fromFunctionEnvironment('api-key', process.env);

/** Whether a request carries a key whose hash is known. Hashes are compared, so time tells nothing about the keys. */
export async function handler({ headers = {} }: { readonly headers?: Readonly<Record<string, string | undefined>> }) {
  const hash = createHash('sha256')
    .update(headers['x-api-key'] ?? '')
    .digest('hex');
  return { isAuthorized: keySha256.includes(hash) };
}
