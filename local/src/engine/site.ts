import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { basename, extname, join } from 'node:path';
import { pagePolicy } from '../../../lib/contracts/page-policy';
import type { Api, Page } from '../assembly/model';
import type { RuntimeApi } from '../endpoints/runtime-api';
import type { FlashSaleRoute } from './flash-sale/flash-sale-route';
import { httpEvent, matchRoute, sendAnswer } from './functions/http-event';
import { requestBody } from './request-body';

export interface SiteOptions {
  readonly pages: readonly Page[];
  readonly apis: readonly Api[];
  /** Calls a function by its ARN or name. */
  readonly invoke: (name: string, event: unknown) => Promise<unknown>;
  /** Where the page uploads to. */
  readonly endpoint: string;
  /** Takes flash sales, where there is somewhere to send one. */
  readonly sales: FlashSaleRoute | undefined;
  /** Answers programs that call endpoints. */
  readonly runtime: RuntimeApi;
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
  if ((await options.runtime.answer(request, response)) || (await options.sales?.answer(request, response))) return;
  const [, port] = /^localhost(:\d+)?$/.exec(request.headers.host ?? '') ?? [];
  if (pathname === '/' && port !== undefined) {
    // The bucket takes uploads from one origin, as on AWS: whoever typed the other name of this machine is led there.
    response.writeHead(302, { Location: `http://127.0.0.1${port}/` }).end();
    return;
  }
  if (request.method === 'GET' && sendPage(pathname, response, options)) return;
  const matched = matchRoute(options.apis, request.method ?? 'GET', pathname);
  if (!matched) {
    response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"message":"Not Found"}');
    return;
  }
  const body = await requestBody(request, mostBodyBytes);
  if (!body) {
    response.writeHead(413, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end('{"message":"Request Too Long"}');
    return;
  }
  sendAnswer(response, await options.invoke(matched.route.function, httpEvent(request, body, matched)));
}

/** The files of the stack under their paths; `/` is the first page there is. */
function sendPage(path: string, response: ServerResponse, { pages, endpoint, sales }: SiteOptions): boolean {
  const file = path === '/' ? findFile(pages, `${pages[0]?.prefix ?? ''}/index.html`) : findFile(pages, path.slice(1));
  if (file === undefined) return false;
  response.writeHead(200, {
    'Content-Type': contentTypes[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': pagePolicy([endpoint]),
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  });
  const content = readFileSync(file);
  response.end(basename(file) === 'config.json' ? ownConfig(String(content), sales !== undefined) : content);
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

/** What the page is told otherwise here: nobody signs in on this machine, and it takes flash sales. */
function ownConfig(text: string, sales: boolean): string {
  const config = JSON.parse(text) as { kind?: string };
  return JSON.stringify(config.kind === 'fleet' ? { ...config, access: { kind: 'open' }, sales } : config);
}
