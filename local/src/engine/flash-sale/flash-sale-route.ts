import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type SalesAnswer, saleApi, saleRequestSchema } from '../../../../lib/contracts/flash-sale';
import { decode } from '../../../../lib/contracts/schema';
import { requestBody } from '../request-body';
import type { FlashSale } from './flash-sale';

const mostBodyBytes = 1000;
const batchesPerAnswer = 5;

/** Takes flash sales from the page, and tells it what was sent, from wherever it was asked for. */
export class FlashSaleRoute {
  constructor(private readonly sale: FlashSale) {}

  /** @returns whether the path is one of its own */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    const isDrawing = pathname.startsWith(saleApi.drawings);
    if (pathname !== saleApi.sales && !isDrawing) return false;
    if (!isFromHere(request)) refuse(response, 403, 'Only the page of this very address may ask.');
    else if (isDrawing) this.sendDrawing(response, decodeURIComponent(pathname.slice(saleApi.drawings.length)));
    else if (request.method === 'POST') await this.take(request, response);
    else if (request.method === 'GET') this.tell(response, Number(searchParams.get('after') ?? 0));
    else refuse(response, 405, 'Only GET and POST.');
    return true;
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Other pages may send forms and plain text without asking first; JSON they may not.
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      return refuse(response, 415, 'A sale is asked for in JSON.');
    }
    if (this.sale.isClosed) return refuse(response, 409, 'The stack is being stopped.');
    const body = await requestBody(request, mostBodyBytes);
    try {
      const { count } = decode(saleRequestSchema, JSON.parse(String(body)), 'sale');
      const answer = { drawing: !this.sale.drawings.has(count) };
      void this.sale.send(count).catch(() => undefined);
      response.writeHead(202, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    } catch (error) {
      refuse(response, 400, (error as Error).message);
    }
  }

  private tell(response: ServerResponse, after: number): void {
    const { batches } = this.sale;
    const answer: SalesAnswer = { batches: batches.slice(after, after + batchesPerAnswer) };
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(JSON.stringify(answer));
  }

  private sendDrawing(response: ServerResponse, name: string): void {
    const file = this.sale.drawings.find(name);
    if (file === undefined) {
      refuse(response, 404, 'There is no such drawing.');
      return;
    }
    response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Cross-Origin-Resource-Policy': 'same-origin' });
    response.end(readFileSync(file));
  }
}

/**
 * Whether a program of this machine asks, or the page that is served under the address which it asks: neither a page from
 * elsewhere, nor one whose name was made to lead here.
 */
function isFromHere({ headers: { host = '', origin } }: IncomingMessage): boolean {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) return false;
  return origin === undefined || origin === `http://${host}`;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ message }));
}
