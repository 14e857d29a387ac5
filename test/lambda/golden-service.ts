import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { join } from 'node:path';
import type { FunctionSettings } from '../../lib/contracts/functions';
import { FunctionProcess } from './function-process';

export type CheckSettings = FunctionSettings<'golden-check'>;

/** The pictures that the package comes with. */
export const drawnPictures = join(__dirname, '../../dist/golden-pictures');

/** The built function, as it would be deployed, with less time than it has there. */
export function startCheck(settings: Partial<CheckSettings>, cloud: Record<string, string> = {}): FunctionProcess {
  return FunctionProcess.start(
    'golden-check',
    {
      serviceName: 'classifier',
      testUrl: 'http://127.0.0.1:1',
      testHost: '',
      keysSecret: '',
      picturesDirectory: drawnPictures,
      answerSeconds: 10,
      roundSeconds: 30,
      patienceSeconds: 300,
      ...settings,
    },
    cloud,
  );
}

/** A folder with one picture, which is none: who answers here does not look at it. */
export function writePictures(folder: string, expected: object = { label: 'hat', minScore: 0.5 }): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'a.jpg'), 'a picture');
  writeFileSync(join(folder, 'golden.json'), JSON.stringify({ pictures: [{ file: 'a.jpg', ...expected }] }));
  return folder;
}

export interface StandIn {
  readonly port: number;
  close(): void;
}

/** Something that answers instead of a server, over TLS where it has a certificate. */
export async function standIn(answer: RequestListener, tls?: { key: string; cert: string }): Promise<StandIn> {
  const server: Server = tls ? createTlsServer(tls, answer) : createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** A port of this machine on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createSocketServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
