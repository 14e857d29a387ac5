import { Failure } from '../../../lib/contracts/failures';
import { type Route, type RouteName, routes } from '../../../lib/contracts/http-api';

export interface Match {
  readonly name: RouteName;
  readonly route: Route;
}

const table = Object.entries(routes) as [RouteName, Route][];

/**
 * The route of a request; HEAD is answered like GET, without its body.
 *
 * @throws Failure route-unknown or method-unsupported.
 */
export function findRoute(method: string, path: string): Match {
  const here = table.filter(([, route]) => matches(route.path, path));
  if (here.length === 0) throw new Failure('route-unknown', `There is no route ${path.slice(0, 200)}.`);
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = here.find(([, route]) => route.method === wanted);
  if (found) return { name: found[0], route: found[1] };
  throw new Failure('method-unsupported', `${path} answers ${allowedMethods(path)}, not ${method}.`);
}

/** For the Allow header. */
export function allowedMethods(path: string): string {
  return [...new Set(table.filter(([, route]) => matches(route.path, path)).map(([, { method }]) => method))].join(
    ', ',
  );
}

function matches(pattern: string, path: string): boolean {
  const brace = pattern.indexOf('{');
  if (brace < 0) return pattern === path;
  const rest = path.slice(brace);
  return path.startsWith(pattern.slice(0, brace)) && rest !== '' && !rest.includes('/');
}
