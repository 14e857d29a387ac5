import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { readAssembly } from '../../local/src/assembly/cloud-assembly';
import { readModel } from '../../local/src/assembly/read-model';
import { ContainerEngine } from '../../local/src/engine/tasks/container-engine';
import { TaskProcess } from '../../local/src/engine/tasks/task-process';
import { containerClientEnvironment, programEnvironment } from '../../local/src/host-environment';
import { example } from '../every-example';

const { directory } = (example('queue-fleet', {}).node.root as App).synth();
const stack = readAssembly(directory);
const { services } = readModel(stack, { endpoint: 'http://127.0.0.1:1', site: 'http://127.0.0.1:2' });
const [container] = services[0].containers;
const image = `cdkasset-${container.image.split(':').at(-1)}`;

/** A podman that notes what it is told and does what the script says, with the engine that uses it. */
function podman(script = '', folder = mkdtempSync(join(tmpdir(), 'podman-'))) {
  const notes = join(folder, 'notes');
  writeFileSync(join(folder, 'podman'), `#!/bin/sh\necho "$@" >> ${notes}\n${script}\nexit 0\n`, { mode: 0o755 });
  const engine = ContainerEngine.find({
    program: 'main.js',
    guard: 'task-guard.js',
    speed: 60,
    host: {},
    images: stack.images,
    cloud: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    client: { PATH: `${folder}:/usr/bin:/bin`, CONTAINERS_CONF: '/etc/of-mine.conf' },
  });
  return { engine, told: () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []) };
}

/** The notes, once one of them fits. */
async function note({ told }: ReturnType<typeof podman>, pattern: RegExp): Promise<string> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const found = told().find((line) => pattern.test(line));
    if (found) return found;
  }
  throw new Error(`no note ${pattern} in\n${told().join('\n')}`);
}

test('a container runs under exactly the limits of its definition, without swap', () => {
  const { file, args } = podman().engine.launch(container)();
  expect(file).toBe('podman');
  const text = args.join(' ');
  expect(text).toContain(
    ' --memory 2048m --memory-swap 2048m --cpus 1 --user 10001:10001 --read-only --cap-drop ALL --tmpfs /tmp:rw,nosuid,nodev,size=256m ',
  );
  expect(text).toContain('--env AWS_ENDPOINT_URL=http://127.0.0.1:1');
  expect(args.slice(-2)).toEqual([image, 'work']);
});

test('each container has a name of its own and says whose it is; nothing is pulled, and no health is asked for at a port that is not its own', () => {
  const launch = podman().engine.launch(container);
  const [first, second] = [launch(), launch()].map(({ args }) => args.join(' '));
  expect(first).toMatch(/ --name (image-classifier-\d+-1) .*--pull never --network host --no-healthcheck /);
  expect(second).toContain(` --name image-classifier-${process.pid}-2 `);
  expect(first).toContain(` --label image-classifier.engine=${hostname()}:${process.pid} `);
});

test('podman and docker get what their command lines need; tasks get nothing of it', () => {
  const user = {
    PATH: '/bin',
    HOME: '/home/me',
    CONTAINERS_CONF: 'a',
    CONTAINER_HOST: 'b',
    DOCKER_HOST: 'c',
    DOCKER_CONFIG: 'd',
    DOCKER_CONTEXT: 'e',
    XDG_RUNTIME_DIR: 'f',
    AWS_SECRET_ACCESS_KEY: 'secret',
    EMPTY: undefined,
  };
  const { AWS_SECRET_ACCESS_KEY: _secret, EMPTY: _empty, ...clients } = user;
  expect(containerClientEnvironment(user)).toEqual(clients);
  expect(programEnvironment(user)).toEqual({ PATH: '/bin', HOME: '/home/me' });
  const { args, environment } = podman().engine.launch(container)();
  expect(environment.CONTAINERS_CONF).toBe('/etc/of-mine.conf');
  expect(args.join(' ')).not.toContain('CONTAINERS_CONF');
});

test('a container is removed with the program that started it, however that ended', async () => {
  const one = podman('[ "$1" = run ] && exec sleep 60');
  const task = new TaskProcess(one.engine.launch(container)(), () => {});
  const run = await note(one, /^run /);
  const [, name] = /--name (\S+)/.exec(run) ?? [];
  task.kill();
  expect(await task.exited).toBe('SIGKILL');
  expect(await note(one, /^rm /)).toBe(`rm --force --time 0 ${name}`);
});

test('what a killed engine left is removed; what belongs to one that lives, or to another machine, stays', () => {
  const owners = { a: `${hostname()}:4194305`, b: `${hostname()}:${process.ppid}`, c: 'elsewhere:4194305' };
  const lines = Object.entries(owners).map(([id, owner]) => `${id} ${owner}`);
  const one = podman(`case "$1" in ps) printf 'a\\nb\\nc\\n';; inspect) printf '${lines.join('\\n')}\\n';; esac`);
  expect(one.engine.removeLeftovers()).toEqual(['a']);
  expect(one.told().filter((line) => line.startsWith('rm'))).toEqual(['rm --force --time 0 a']);
});

test('without the image, the command that makes it from the folder of its asset is told', () => {
  const { engine } = podman('[ "$1" = image ] && exit 1');
  const hash = container.image.split(':').at(-1) ?? '';
  expect(() => engine.launch(container)).toThrow(
    `There is no image ${image}; \`podman build --tag ${image} ${join(directory, `asset.${hash}`)}\` makes it.`,
  );
});

test('without podman and docker, that is told', () => {
  const nothing = { program: '', guard: '', speed: 60, host: {}, images: stack.images, cloud: {} };
  const client = { PATH: mkdtempSync(join(tmpdir(), 'nothing-')) };
  expect(() => ContainerEngine.find({ ...nothing, client })).toThrow('Neither podman nor docker answers.');
});
