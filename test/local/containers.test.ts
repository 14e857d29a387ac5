import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { readAssembly } from '../../local/src/assembly/cloud-assembly';
import { readModel } from '../../local/src/assembly/read-model';
import { containerLaunch } from '../../local/src/engine/launch';
import { example } from '../every-example';

const { directory } = (example('queue-fleet', {}).node.root as App).synth();
const { services } = readModel(readAssembly(directory), { endpoint: 'http://127.0.0.1:1', site: 'http://127.0.0.1:2' });
const [container] = services[0].containers;
const options = {
  program: 'main.js',
  guard: 'task-guard.js',
  cloud: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
  speed: 60,
};

const on = (path: string) => ({ ...options, host: { PATH: path } });

/** A podman that answers `image inspect` as told. */
function podman(imageExists: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'podman-'));
  writeFileSync(join(folder, 'podman'), `#!/bin/sh\n[ "$1" = image ] && exit ${imageExists ? 0 : 1}\nexit 0\n`);
  chmodSync(join(folder, 'podman'), 0o755);
  return folder;
}

test('a container runs under exactly the limits of its definition', () => {
  const { file, args } = containerLaunch(container, on(podman(true)));
  expect(file).toBe('podman');
  const text = args.join(' ');
  expect(text).toMatch(
    /^run --rm --network host --memory 2048m --cpus 1 --user 10001:10001 --read-only --cap-drop ALL --tmpfs \/tmp:rw,nosuid,nodev,size=256m /,
  );
  expect(text).toContain('--env AWS_ENDPOINT_URL=http://127.0.0.1:1');
  expect(args.slice(-2)).toEqual([expect.stringMatching(/^cdkasset-[0-9a-f]{64}$/), 'work']);
});

test('without the image, the command that makes it is told', () => {
  expect(() => containerLaunch(container, on(podman(false)))).toThrow(
    /`podman build --tag cdkasset-[0-9a-f]{64} container` makes it\./,
  );
});

test('without podman and docker, that is told', () => {
  expect(() => containerLaunch(container, on(mkdtempSync(join(tmpdir(), 'nothing-'))))).toThrow(
    'Neither podman nor docker answers.',
  );
});
