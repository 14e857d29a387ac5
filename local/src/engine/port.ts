import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalFailure } from '../local-failures';

/**
 * The port that the page and the APIs will answer on: names in the template are made from it before they do.
 *
 * @param others how many ports after it may be taken instead
 * @throws LocalFailure local-port-taken
 */
export async function openPort(port: number, others = 0): Promise<Server> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port }, resolve);
    });
    return server;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' && others > 0) return openPort(port + 1, others - 1);
    throw new LocalFailure('local-port-taken', code === 'EADDRINUSE' ? `${port} is taken.` : message);
  }
}

export function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
