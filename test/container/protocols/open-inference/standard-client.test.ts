import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testWith } from '../../../system-package';
import { plainPicture } from '../../pictures';
import { startTinyServer } from '../../server-process';

const own = join(__dirname, '..', '..', '..', '..', '.ci', 'cache', 'clients', 'bin', 'python');
const python = existsSync(own) ? own : 'python3';
const found = spawnSync(python, ['-c', 'import tritonclient.grpc, tritonclient.http']).status === 0;

testWith(found, 'tritonclient: pip install tritonclient[http,grpc]')(
  "NVIDIA's client library works unmodified, over HTTP and over gRPC",
  async () => {
    const environment = { IMAGE_CLASSIFIER_PROCESSES: '1', IMAGE_CLASSIFIER_GRPC_PORT: '0' };
    const server = await startTinyServer({}, environment);
    const picture = join(mkdtempSync(join(tmpdir(), 'picture-')), 'red.png');
    writeFileSync(picture, await plainPicture('#ff0000', 'png'));
    const grpcAddress = server.logs.find(({ msg }) => msg === 'ready')?.grpcAddress;
    const script = join(__dirname, 'standard_client.py');
    const run = promisify(execFile)(python, [script, new URL(server.url).host, String(grpcAddress), picture]);
    const printed = await run.then(
      ({ stdout }) => stdout.trim(),
      ({ stderr }) => stderr,
    );
    expect(await server.stop()).toBe(0);
    expect(printed).toBe('OK');
  },
  120_000,
);
