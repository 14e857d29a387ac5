import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Network } from '../../../container/src/access/network';
import { PictureFetcher, type PictureFetcherOptions } from '../../../container/src/access/picture-fetcher';
import { BufferPool } from '../../../container/src/http-server/body/buffer-pool';
import { ByteBudget } from '../../../container/src/http-server/body/request-body';

/** A public address that stands for the server of a test. */
export const publicAddress = '93.184.216.34';

export interface PictureHost {
  /** Names are looked up in a table; what is dialled at the public address ends at this host. */
  readonly network: Network;
  /** What was looked up, in order. */
  readonly looked: string[];
  /** What was dialled, in order. */
  readonly dialled: string[];
  close(): void;
}

/**
 * A host for pictures on this machine, reached as if it were out there: the rules are the real ones, only the last step
 * leads elsewhere.
 *
 * @param names the answers to the first, second, ... look-up of a name; the last one repeats
 */
export async function startPictureHost(
  listener: RequestListener,
  names: Record<string, string[][]> = { 'shop.example': [[publicAddress]] },
  tls?: { key: string; cert: string },
): Promise<PictureHost> {
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const looked: string[] = [];
  const dialled: string[] = [];
  const network: Network = {
    async resolve(host) {
      looked.push(host);
      const answers = names[host] ?? [[]];
      return answers[Math.min(looked.filter((each) => each === host).length, answers.length) - 1];
    },
    dial(address, wanted) {
      dialled.push(`${address}:${wanted}`);
      return { address: '127.0.0.1', port };
    },
  };
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { network, looked, dialled, close };
}

/** Fetches over http, as a test without certificates does, with limits that can be seen. */
export function fetcherFor(network: Network, options: Partial<PictureFetcherOptions> = {}) {
  const budget = new ByteBudget(1_000_000);
  const fetcher = new PictureFetcher({
    rules: { allowHttp: true },
    timeoutMs: 5000,
    userAgent: 'image-classifier/test',
    network,
    ...options,
  });
  const pool = new BufferPool(0);
  const fetch = async (url: string, signal = new AbortController().signal, timeoutMs = 60_000) => {
    const deadline = performance.now() + timeoutMs;
    const body = await fetcher.fetch(url, { maxBytes: 100_000, budget, pool, signal, deadline });
    const bytes = Buffer.from(body.bytes);
    body.release();
    return bytes;
  };
  /** Whether every byte that was taken for a picture was given back. */
  const empty = () => {
    const all = budget.take(1_000_000);
    if (all) budget.giveBack(1_000_000);
    return all;
  };
  return { fetch, empty };
}
