import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { selfSigned } from '../access/certificate';
import { temporaryFolder } from '../temporary-folder';

const folder = temporaryFolder();
const sources = join(__dirname, '../../../container/src/aws');
let server: Server;
let connections: number;
let asked: number;

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Begins a service whose certificate has that name; it says over which connection it was asked. @returns a file of its certificate */
async function begin(name: string): Promise<string> {
  const certificate = selfSigned(name);
  connections = 0;
  asked = 0;
  server = createServer(certificate, ({ url, socket }, response) => {
    asked += 1;
    if (url === '/last') response.setHeader('connection', 'close');
    response.end(`${connections}${(socket as TLSSocket).isSessionReused() ? ', resumed' : ''}`);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const file = join(folder, `${name}.pem`);
  writeFileSync(file, certificate.cert);
  return file;
}

/** Asks 127.0.0.1 from a process of its own: whom a process trusts is settled at its start. */
async function ask(trusted: string, ...paths: string[]): Promise<string[]> {
  const { port } = server.address() as AddressInfo;
  const program = `
    const { SignedClient } = require(${JSON.stringify(join(sources, 'signed-client.ts'))});
    const { Signer } = require(${JSON.stringify(join(sources, 'signature.ts'))});
    const client = new SignedClient(async () => ({ accessKeyId: 'one', secretAccessKey: 'secret' }));
    const where = { secure: true, hostname: '127.0.0.1', port: ${port}, host: '127.0.0.1:${port}', prefix: '' };
    const ask = (path) => client.send({ ...where, signer: new Signer('us-east-1', 's3') }, { method: 'GET', path })
      .then(({ body }) => body.toString(), ({ code }) => code);
    (async () => {
      for (const path of ${JSON.stringify(paths)}) console.log(await ask(path));
      client.close();
    })();`;
  const child = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), '-e', program], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return output.trim().split('\n');
}

test('a trusted service is asked over one connection, and over the next one without another handshake in full', async () => {
  const trusted = await begin('127.0.0.1');
  expect(await ask(trusted, '/', '/last', '/')).toEqual(['1', '1', '2, resumed']);
});

test.each([
  ['nobody vouches for', '127.0.0.1', false, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['is trusted, but has another name', 's3.example', true, 'ERR_TLS_CERT_ALTNAME_INVALID'],
])('a service whose certificate %s is not asked, and not tried again', async (_, name, isTrusted, code) => {
  const file = await begin(name);
  expect(await ask(isTrusted ? file : '', '/')).toEqual([code]);
  expect([connections, asked]).toEqual([1, 0]);
});
