import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { selfSigned } from '../access/certificate';
import { temporaryFolder } from '../temporary-folder';

const certificate = selfSigned('127.0.0.1');
const folder = temporaryFolder();
const sources = join(__dirname, '../../../container/src/aws');
let server: Server;
let asked = 0;

beforeAll(async () => {
  server = createServer(certificate, (_, response) => {
    asked += 1;
    response.end('over TLS');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Asks from a process of its own: whom a process trusts is settled at its start. */
async function ask(environment: Record<string, string>): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const program = `
    const { SignedClient } = require(${JSON.stringify(join(sources, 'signed-client.ts'))});
    const { Signer } = require(${JSON.stringify(join(sources, 'signature.ts'))});
    const client = new SignedClient(async () => ({ accessKeyId: 'one', secretAccessKey: 'secret' }));
    const where = { secure: true, hostname: '127.0.0.1', port: ${port}, host: '127.0.0.1:${port}', prefix: '' };
    client.send({ ...where, signer: new Signer('us-east-1', 's3') }, { method: 'GET', path: '/' })
      .then(({ body }) => body.toString(), ({ code }) => code)
      .then((answer) => { console.log(answer); client.close(); });`;
  const child = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), '-e', program], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return output.trim();
}

test('a service whose certificate is trusted is asked, another is not, and not again', async () => {
  const file = join(folder, 'authority.pem');
  writeFileSync(file, certificate.cert);
  expect(await ask({ NODE_EXTRA_CA_CERTS: file })).toBe('over TLS');
  expect(await ask({ NODE_EXTRA_CA_CERTS: '' })).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  expect(asked).toBe(1);
});
