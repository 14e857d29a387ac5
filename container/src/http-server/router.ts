import { Failure } from '../../../lib/contracts/failures';
import { type Route, type RouteName, routes } from '../../../lib/contracts/http-api';

export interface Match {
  readonly name: RouteName;
  readonly route: Route;
  /** The segments that stand for the names in braces, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

interface Entry {
  readonly name: RouteName;
  readonly route: Route;
  readonly segments: readonly string[];
}

const entries = Object.entries(routes).map(
  ([name, route]): Entry => ({ name: name as RouteName, route, segments: route.path.split('/') }),
);
const literal = new Map<string, Entry[]>();
const patterns: Entry[] = [];
for (const entry of entries) {
  const { path } = entry.route;
  if (path.includes('{')) patterns.push(entry);
  else literal.set(path, [...(literal.get(path) ?? []), entry]);
}
const none = {};

/** Whether a server answers a route at all; what it does not answer is to its callers as if it did not exist. */
export type Answers = (name: RouteName) => boolean;
const everything: Answers = () => true;

/**
 * The route of a request; HEAD is answered like GET, without its body.
 *
 * @throws Failure route-unknown or method-unsupported.
 */
export function findRoute(method: string, path: string, answers = everything): Match {
  const here = entriesAt(path);
  const wanted = method === 'HEAD' ? 'GET' : method;
  const found = here.find(({ route, name }) => route.method === wanted && answers(name));
  if (found) return { name: found.name, route: found.route, parameters: parametersOf(found, path) };
  const allowed = allowedMethods(path, answers);
  if (allowed === '') throw new Failure('route-unknown', `There is no route ${path.slice(0, 200)}.`);
  throw new Failure('method-unsupported', `${path.slice(0, 200)} answers ${allowed}, not ${method}.`);
}

/** For the Allow header. */
export function allowedMethods(path: string, answers = everything): string {
  return methodsOf(entriesAt(path).filter(({ name }) => answers(name)));
}

function entriesAt(path: string): readonly Entry[] {
  const exact = literal.get(path);
  if (exact) return exact;
  const given = path.split('/');
  return patterns.filter(({ segments }) => matches(segments, given));
}

function matches(segments: readonly string[], given: readonly string[]): boolean {
  return (
    segments.length === given.length &&
    segments.every((segment, place) => (segment.startsWith('{') ? given[place] !== '' : segment === given[place]))
  );
}

function parametersOf({ route, segments }: Entry, path: string): Record<string, string> {
  if (!route.path.includes('{')) return none;
  const given = path.split('/');
  try {
    return Object.fromEntries(
      segments.flatMap((segment, place) =>
        segment.startsWith('{') ? [[segment.slice(1, -1), decodeURIComponent(given[place])]] : [],
      ),
    );
  } catch {
    throw new Failure('request-malformed', `${path.slice(0, 200)} holds a percent sign that escapes nothing.`);
  }
}

function methodsOf(found: readonly Entry[]): string {
  return [...new Set(found.map(({ route }) => route.method))].join(', ');
}
