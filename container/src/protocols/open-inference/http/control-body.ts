import { Failure } from '../../../../../lib/contracts/failures';
import { BufferPool } from '../../../http-server/body/buffer-pool';
import { ByteBudget, readBody } from '../../../http-server/body/request-body';
import type { Exchange } from '../../../http-server/exchange';

const maxBytes = 64 * 1024;
const budget = new ByteBudget(64 * maxBytes);
const pool = new BufferPool(0);
/** Parameters that would give the server another model than the one in its repository. */
const overrides = /^(config$|file:)/;

/**
 * The body of a repository request, which may be empty.
 *
 * @throws Failure request-malformed, feature-unsupported
 */
export async function readControl(exchange: Exchange): Promise<{ ready: boolean }> {
  const { request, signal } = exchange;
  const body = await readBody(request, { maxBytes, budget, pool, signal, invite: () => exchange.invite() });
  let value: { ready?: unknown; parameters?: object } | null;
  try {
    value = body.bytes.length === 0 ? null : JSON.parse(body.bytes.toString('utf8'));
  } catch {
    throw new Failure('request-malformed', 'The body is not JSON.');
  } finally {
    body.release();
  }
  const override = Object.keys(value?.parameters ?? {}).find((name) => overrides.test(name));
  if (override)
    throw new Failure(
      'feature-unsupported',
      `A model is opened as its repository holds it, without ${override.slice(0, 100)}.`,
    );
  return { ready: value?.ready === true };
}
