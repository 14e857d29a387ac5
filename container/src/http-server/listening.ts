import type { AddressInfo, Server } from 'node:net';
import { StartFailure } from '../../../lib/contracts/start-failures';

/** Connections that wait to be accepted: a burst of new callers is not turned away by the kernel. */
const backlog = 1024;

/**
 * @returns where the server listens, such as `localhost:8080`
 * @throws StartFailure port-taken or port-unusable
 */
export async function listenOn(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    const refuse = ({ code }: NodeJS.ErrnoException) => {
      const id = code === 'EADDRINUSE' ? 'port-taken' : 'port-unusable';
      reject(new StartFailure(id, `Listening on ${host}:${port} failed with ${code}.`));
    };
    server.once('error', refuse);
    server.listen({ host, port, backlog }, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  const { address, port: bound } = server.address() as AddressInfo;
  return `${address === '0.0.0.0' || address === '::' ? 'localhost' : address}:${bound}`;
}
