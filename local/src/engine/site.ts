import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { pagePolicy } from '../../../lib/contracts/page-policy';
import type { Api, Page } from '../assembly/model';
import { LocalFailure } from '../local-failures';
import { httpEvent, matchRoute, sendAnswer } from './http-event';

export interface SiteOptions {
  readonly pages: readonly Page[];
  readonly apis: readonly Api[];
  /** Calls a function by its ARN or name. */
  readonly invoke: (name: string, event: unknown) => Promise<unknown>;
  /** Where the page uploads to. */
  readonly endpoint: string;
  readonly onTrouble: (error: Error) => void;
}

/** What API Gateway lets through. */
const mostBodyBytes = 10 * 1024 * 1024;
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/**
 * The port that the page and the APIs will answer on: names in the template are made from it before they do.
 *
 * @throws LocalFailure local-port-taken
 */
export function openPort(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      reject(new LocalFailure('local-port-taken', code === 'EADDRINUSE' ? `${port} is taken.` : message));
    });
    server.listen({ host: '127.0.0.1', port }, () => resolve(server));
  });
}

export function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers the page, and its API by the functions of the stack. */
export function serveSite(server: Server, options: SiteOptions): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, options).catch((error) => {
      options.onTrouble(error as Error);
      // What API Gateway says when a function fails.
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'application/json' });
      response.end('{"message":"Internal Server Error"}');
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, options: SiteOptions): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://x');
  if (request.method === 'GET' && sendPage(pathname, response, options)) return;
  const matched = matchRoute(options.apis, request.method ?? 'GET', pathname);
  if (!matched) {
    response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"message":"Not Found"}');
    return;
  }
  const body = await bodyOf(request);
  if (!body) {
    response.writeHead(413, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end('{"message":"Request Too Long"}');
    return;
  }
  sendAnswer(response, await options.invoke(matched.route.function, httpEvent(request, body, matched)));
}

/** The files of the stack under their paths; `/` is the first page there is. */
function sendPage(path: string, response: ServerResponse, { pages, endpoint }: SiteOptions): boolean {
  const file = path === '/' ? findFile(pages, `${pages[0]?.prefix ?? ''}/index.html`) : findFile(pages, path.slice(1));
  if (file === undefined) return false;
  response.writeHead(200, {
    'Content-Type': contentTypes[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': pagePolicy([endpoint]),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  });
  response.end(basename(file) === 'config.json' ? openConfig(readFileSync(file, 'utf8')) : readFileSync(file));
  return true;
}

function findFile(pages: readonly Page[], path: string): string | undefined {
  for (const { prefix, folders } of pages) {
    const name = prefix === '' ? path : path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : '';
    if (!/^[\w-][\w.-]*$/.test(name)) continue;
    const folder = folders.find((candidate) => existsSync(join(candidate, name)));
    if (folder !== undefined) return join(folder, name);
  }
  return undefined;
}

/** Nobody signs in on this machine: the page is told that its API is open, as it is here. */
function openConfig(text: string): string {
  const config = JSON.parse(text) as { kind?: string };
  return JSON.stringify(config.kind === 'fleet' ? { ...config, access: { kind: 'open' } } : config);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += (part as Buffer).length;
    if (bytes > mostBodyBytes) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}
