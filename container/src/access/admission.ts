import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../../../lib/contracts/failures';
import type { Route } from '../../../lib/contracts/http-api';
import type { Settings } from '../../../lib/contracts/settings';
import type { Exchange } from '../http-server/exchange';
import type { Gate } from './gate';

/** The gate in front of the handlers. */
export function admission(gate: Gate): (exchange: Exchange, route: Route) => void {
  return (exchange, { audience }) => {
    exchange.client = gate.admit(exchange.request.headers, audience)?.name;
  };
}

/** The same gate for gRPC; undefined where nothing is asked. Methods of the admin port are closed here where there is one. */
export function grpcAdmission(
  gate: Gate | undefined,
  { adminPort }: Pick<Settings, 'adminPort'>,
): ((headers: IncomingHttpHeaders, audience: Route['audience']) => string | undefined) | undefined {
  if (!gate && adminPort === undefined) return undefined;
  return (headers, audience) => {
    if (adminPort !== undefined && audience === 'admin') throw new Failure('route-unknown');
    return gate?.admit(headers, audience)?.name;
  };
}
