import { setTimeout } from 'node:timers/promises';
import type { Result } from '../../../lib/contracts/result';
import type { Settings } from '../../../lib/contracts/settings';
import { StartFailure } from '../../../lib/contracts/start-failures';
import { garmentKinds } from '../drawing';
import { photographGarment } from '../drawing/photograph';
import { createLogger } from '../telemetry/logger';
import { labelTable } from './label-table';
import { type RunningServer, serve } from './serve';

/** A picture that is turned away this often fails the demo. */
const mostAttempts = 10;

export interface DemoOptions {
  readonly once: boolean;
  readonly settings: Settings;
  readonly model: string;
  readonly root: string;
  readonly version: string;
  /** What inference processes find in their environment. */
  readonly environment: NodeJS.ProcessEnv;
  readonly out: NodeJS.WritableStream;
  /** Resolves when the user wants to end it. */
  readonly stopped: Promise<unknown>;
}

/** `image-classifier demo`: the whole way once, visible, on one machine: drawn garments over HTTP to labels. */
export async function demo({ once, settings, out, stopped, ...options }: DemoOptions): Promise<number> {
  out.write('Starting the server ...\n');
  const server = await serveOnFreePort(settings, (free) =>
    serve({ ...options, settings: free, log: createLogger(free.logLevel) }),
  );
  const results = await Promise.all(garmentKinds.map((kind, index) => classifyDrawing(server.url, kind, index + 1)));
  out.write(`\nTen garments, drawn just now and sent to POST ${server.url}/classify:\n\n${labelTable(results)}\n`);
  const right = results.filter(
    (result, index) => result.status === 'classified' && result.labels[0]?.label === garmentKinds[index],
  );
  out.write(`${right.length} of ${results.length} right.\n`);
  if (!once) {
    out.write(`\nDrop your own pictures on the page:  ${server.url}/\nStop with Ctrl-C.\n`);
    await stopped;
  }
  await server.stop();
  return results.some(({ status }) => status === 'failed') ? 1 : 0;
}

async function classifyDrawing(url: string, kind: (typeof garmentKinds)[number], seed: number): Promise<Result> {
  const picture = await photographGarment({ kind, seed });
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${url}/classify?topK=3`, {
      method: 'POST',
      headers: { 'Content-Type': 'image/jpeg', 'X-Request-Id': `${kind}.jpg` },
      body: new Uint8Array(picture),
    });
    const result = (await response.json()) as Result;
    // A busy machine turns some of ten simultaneous pictures away; a caller who waits as told is answered.
    const retryAfter = Number(response.headers.get('Retry-After'));
    if (response.status !== 503 || !(retryAfter > 0) || attempt === mostAttempts) return result;
    await setTimeout(retryAfter * 1000);
  }
}

/** The next ports are tried when the first is taken: a demo should not fail because something else runs on 8080. */
async function serveOnFreePort(
  settings: Settings,
  start: (settings: Settings) => Promise<RunningServer>,
): Promise<RunningServer> {
  const last = settings.port + 20;
  for (let port = settings.port; ; port++) {
    try {
      return await start({ ...settings, port });
    } catch (error) {
      const taken = error instanceof StartFailure && error.id === 'port-taken';
      if (!taken || port === last || settings.port === 0) throw error;
    }
  }
}
