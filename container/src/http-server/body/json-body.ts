import { Failure } from '../../../../lib/contracts/failures';
import { decode, type Schema, SchemaError } from '../../../../lib/contracts/schema';
import type { Exchange } from '../exchange';
import { BufferPool } from './buffer-pool';
import { ByteBudget, readBody } from './request-body';

const maxBytes = 64 * 1024;
const budget = new ByteBudget(64 * maxBytes);
const pool = new BufferPool(0);

/**
 * The small JSON body of a request that says what to do.
 *
 * @throws Failure request-malformed with every problem of the body, or why it could not be read
 */
export async function readJson<T>(exchange: Exchange, schema: Schema<T>): Promise<T> {
  const { request, signal } = exchange;
  const body = await readBody(request, { maxBytes, budget, pool, signal, invite: () => exchange.invite() });
  try {
    return decode(schema, JSON.parse(body.bytes.toString('utf8')), 'body');
  } catch (error) {
    const problem = error instanceof SchemaError ? error.problems.join('; ') : 'the body is not JSON';
    throw new Failure('request-malformed', problem.slice(0, 1000));
  } finally {
    body.release();
  }
}
