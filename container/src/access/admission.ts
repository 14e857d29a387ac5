import type { Route } from '../../../lib/contracts/http-api';
import type { Exchange } from '../http-server/exchange';
import type { Gate } from './gate';
import { Refusal } from './refusal';

/** The gate in front of the handlers. */
export function admission(gate: Gate): (exchange: Exchange, route: Route) => void {
  return (exchange, { audience }) => {
    try {
      exchange.client = gate.admit(exchange.request.headers, audience)?.name;
    } catch (error) {
      if (error instanceof Refusal) {
        for (const [field, value] of Object.entries(error.headers)) exchange.response.setHeader(field, value);
      }
      throw error;
    }
  };
}
