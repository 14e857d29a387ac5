import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { account } from '../../assembly/identities';
import type { Api, Route } from '../../assembly/model';

export interface MatchedRoute {
  readonly route: Route;
  /** The name of the stage. */
  readonly stage: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The route that API Gateway would take: the one with the most fixed parts, `$default` last. */
export function matchRoute(apis: readonly Api[], method: string, path: string): MatchedRoute | undefined {
  for (const { base, routes } of apis) {
    const matched = path.startsWith(`${base}/`) ? matchPath(routes, method, path.slice(base.length)) : undefined;
    if (matched) return { ...matched, stage: base.slice(1) || '$default' };
  }
  return undefined;
}

function matchPath(routes: readonly Route[], method: string, path: string): Omit<MatchedRoute, 'stage'> | undefined {
  const fitting = routes.flatMap((route) => {
    if (route.key === '$default') return [{ route, parameters: {}, rank: -1 }];
    const [verb, pattern] = route.key.split(' ');
    const parameters = verb === method || verb === 'ANY' ? parametersIn(pattern, path) : undefined;
    if (!parameters) return [];
    const fixed = pattern.split('/').filter((part) => !part.startsWith('{')).length;
    return [{ route, parameters, rank: fixed * 2 + Number(verb !== 'ANY') }];
  });
  return fitting.sort((one, other) => other.rank - one.rank)[0];
}

function parametersIn(pattern: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const expression = pattern
    .split('/')
    .map((part) => {
      const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(part) ?? [];
      if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(name);
      return greedy ? '(.+)' : '([^/]+)';
    })
    .join('/');
  const found = new RegExp(`^${expression}$`).exec(path);
  return found
    ? Object.fromEntries(names.map((name, place) => [name, decodeURIComponent(found[place + 1])]))
    : undefined;
}

/** A request as a function gets it from an HTTP API, payload format 2.0. */
export function httpEvent(request: IncomingMessage, body: Buffer, { route, parameters, stage }: MatchedRoute): object {
  const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://x');
  const query = Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name).join(',')]),
  );
  const isText = /^(text\/|application\/(json|x-www-form-urlencoded))|^$/.test(request.headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    ...(searchParams.size > 0 && { queryStringParameters: query }),
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    requestContext: {
      accountId: account,
      apiId: 'local',
      domainName: request.headers.host,
      http: {
        method: request.method,
        path: pathname,
        protocol: 'HTTP/1.1',
        sourceIp: request.socket.remoteAddress,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.key,
      stage,
      timeEpoch: Date.now(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Sends what a function answered: its response, or any other value as JSON. */
export function sendAnswer(response: ServerResponse, answer: unknown): void {
  const {
    statusCode,
    headers = {},
    cookies = [],
    body = '',
    isBase64Encoded,
  } = (answer ?? {}) as {
    statusCode?: number;
    headers?: Record<string, string>;
    cookies?: string[];
    body?: string;
    isBase64Encoded?: boolean;
  };
  if (statusCode === undefined) {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer ?? null));
    return;
  }
  response.writeHead(statusCode, { ...headers, ...(cookies.length > 0 && { 'Set-Cookie': cookies }) });
  response.end(isBase64Encoded ? Buffer.from(body, 'base64') : body);
}
