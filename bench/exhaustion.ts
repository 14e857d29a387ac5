// What becomes of a fleet in containers when one picture takes more memory than a container may have?
//   npx tsx bench/exhaustion.ts --image localhost/image-classifier:ci [--pictures 30]
// Needs podman or docker and the image of container/. Everything else is the local engine, under the limits of a template.
import { type ExecFileSyncOptions, execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { InferenceImage, QueueWorkerFleet } from '../lib';
import { readAssembly } from '../local/src/assembly/cloud-assembly';
import { plainPicture } from '../test/container/pictures';
import { writeTinyModel } from '../test/container/tiny-model';
import { LocalProcess } from '../test/local/local-process';
import { RunningStack } from '../test/local/running-stack';
import { judge, plainPictures, type Verdict, verdict } from './queue/pictures';

const { values } = parseArgs({ options: { image: { type: 'string' }, pictures: { type: 'string', default: '30' } } });
const engine = ['podman', 'docker'].find((name) => execFileSync('sh', ['-c', `command -v ${name} || true`]).length > 0);
const poison = 'poison.jpg';
const quiet: ExecFileSyncOptions = { stdio: ['ignore', 'pipe', 'ignore'] };

/** A stack whose image is the given one with a model that takes 4 GiB for a dark picture; the template allows 2. */
function synthesize(image: string): string {
  const context = mkdtempSync(join(tmpdir(), 'context-'));
  writeTinyModel(join(context, 'model'), { whenDark: 'swell' });
  writeFileSync(join(context, 'Dockerfile'), `FROM ${image}\nCOPY model /opt/ml/model\n`);
  const app = new App();
  const fleet = new QueueWorkerFleet(new Stack(app, 'shop'), 'Fleet', { image: InferenceImage.fromAsset(context) });
  fleet.taskDefinition.defaultContainer?.addEnvironment('IMAGE_CLASSIFIER_LOG_LEVEL', 'debug');
  const { directory } = app.synth();
  for (const [tag, { folder }] of readAssembly(directory).images) {
    execFileSync(engine ?? 'podman', ['build', '--pull=never', '--tag', `cdkasset-${tag}`, folder], {
      stdio: 'ignore',
    });
  }
  return directory;
}

/** How often the kernel has killed in a container for its memory, as its cgroup counts it, of either version. */
function killsIn(container: string): number {
  const files = '/sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control';
  try {
    const text = execFileSync(
      engine ?? 'podman',
      ['exec', container, 'sh', '-c', `cat ${files} 2>/dev/null || true`],
      quiet,
    );
    return Number(/^oom_kill (\d+)$/m.exec(String(text))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function main(image: string): Promise<number> {
  const directory = synthesize(image);
  const local = new LocalProcess(['--app', directory, '--port', '0', '--max-local', '1', '--containers']);
  process.on('exit', () => local.child.kill('SIGTERM'));
  const stack = await RunningStack.of(local, directory);
  const pictures = await plainPictures(Number(values.pictures));
  const [first, ...others] = pictures;
  for (const [key, body] of [first, [poison, await plainPicture('#000000')] as const, ...others]) {
    await stack.upload(/Input/, key, body);
  }
  const attempts: number[] = [];
  let kills = 0;
  const name = `image-classifier-${local.child.pid}-1`;
  for (const end = Date.now() + 240_000; !/failed [1-9]/.test(local.output); ) {
    if (Date.now() > end) throw new Error(`no end after ${attempts.length} starts\n${local.output}`);
    for (const event of await stack.events(/Status/)) {
      if (event.key === poison && event.event === 'started') attempts.push(event.attempt);
    }
    kills = Math.max(kills, killsIn(name));
  }
  await local.line(new RegExp(`classified ${pictures.size}\\b`));
  kills = Math.max(kills, killsIn(name));
  const answer = JSON.parse(await stack.read(/Result/, `${poison}.json`));
  const results = new Map<string, string>();
  for (const key of await stack.keys(/Result/)) results.set(key, await stack.read(/Result/, key));
  const { lost, wrong } = judge(pictures.keys(), results);
  local.say('quit');
  const code = await local.exited;
  const goals: Verdict[] = [
    [`${attempts.length} starts of a picture that takes 4 GiB (${attempts.join(', ')})`, attempts.join() === '1,2,3'],
    [`${kills} kills by the cgroup of its container`, kills === 3],
    [`then ${answer.status} (${answer.failure?.id})`, answer.failure?.id === 'inference-crashed'],
    [`of the other ${pictures.size}, ${lost} lost and ${wrong} wrong`, lost + wrong === 0],
    [local.lines.at(-1) ?? '', code === 0 && / lost 0$/.test(local.output)],
  ];
  return verdict(goals);
}

if (values.image === undefined) throw new Error('--image names the image of container/');
main(values.image).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(70);
  },
);
