import { type Route, routes } from '../../../lib/contracts/http-api';

/** Whether a route is asked by machines every few seconds for ever, rather than by callers: probes, scrapes. */
const isProbe = ({ path }: Route) => path === '/ping' || path === '/metrics' || /\/health\/|\/ready$/.test(path);

/** The names of those routes. */
export const probes: ReadonlySet<string> = new Set(
  (Object.entries(routes) as [string, Route][]).filter(([, route]) => isProbe(route)).map(([name]) => name),
);
