// What `cdk synth` of the web example costs beside a bare ApplicationLoadBalancedFargateService of aws-ecs-patterns: processor time, in
// turns. The library is the built one (npm run build).
//   npx tsx bench/synth.ts [--rounds 5] [--check]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { median, table } from './load/statistics';

/** The most that our stack may cost, in bare stacks. */
const goal = 1.2;

const { rounds, check } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, check: { type: 'boolean', default: false } },
}).values;
const root = join(__dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'bench-synth-'));

const bare = (image: string) => `
  import { App, Stack, aws_ecs as ecs, aws_ecs_patterns as patterns } from 'aws-cdk-lib';
  const taskImageOptions = { image: ecs.ContainerImage.${image} };
  new patterns.ApplicationLoadBalancedFargateService(new Stack(new App(), 'bare'), 'Service', { taskImageOptions });`;

/** The first is what the others are compared with. */
const subjects: Record<string, string> = {
  'ecs-patterns, an image of a registry': bare(`fromRegistry('nginx')`),
  'ecs-patterns, the folder of our image': bare(`fromAsset('container')`),
  'web-service': `
    import { App } from 'aws-cdk-lib';
    import { WebService } from './examples/web-service';
    new WebService(new App(), 'web-service');`,
};

/** The libraries stay outside, as they are installed; nobody pays for TypeScript. */
const installed: Plugin = {
  name: 'installed',
  setup({ onResolve }) {
    const outside = (path: string) => ({ path, external: true });
    onResolve({ filter: /^\.\.\/lib$/ }, () => outside(join(root, 'dist', 'index.js')));
    onResolve({ filter: /^(aws-cdk-lib|constructs)$/ }, ({ path }) => outside(require.resolve(path)));
  },
};

async function program(place: number, contents: string): Promise<string> {
  const outfile = join(work, `${place}.js`);
  const stdin = { contents, resolveDir: root, loader: 'ts' as const };
  await build({ stdin, outfile, bundle: true, platform: 'node', plugins: [installed] });
  return outfile;
}

const hook = join(work, 'hook.js');
const noted = join(work, 'noted');
const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Milliseconds of processor time, user and system, of a program and all that it starts. */
function milliseconds(args: readonly string[], more: NodeJS.ProcessEnv): number {
  rmSync(noted, { force: true });
  const env = { ...process.env, NODE_OPTIONS: `--require ${hook}`, CDK_DISABLE_CLI_TELEMETRY: 'true', ...more };
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const microseconds = readFileSync(noted, 'utf8').trim().split('\n').map(Number);
  return microseconds.reduce((sum, time) => sum + time) / 1000;
}

const output = () => mkdtempSync(join(work, 'out-'));
/** The last is what the goal is about; the first is short, and leaves all files in the disk's cache. */
const ways: Record<string, (file: string) => number> = {
  'the program alone, without validation': (file) =>
    milliseconds([file], { CDK_OUTDIR: output(), CDK_VALIDATION: 'false' }),
  'cdk synth, with its validation of templates': (file) =>
    milliseconds([cdk, 'synth', '--quiet', '--app', `${process.execPath} ${file}`, '--output', output()], {}),
};

/** Runs all programs in turns; the median ratio of the last to the first. */
function compare(files: readonly string[], run: (file: string) => number): number {
  const measured = Array.from({ length: Number(rounds) }, () => files.map(run));
  const rows = Object.keys(subjects).map((name, place) => {
    const ratios = measured.map((times) => times[place] / times[0]);
    const figures = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2));
    return [name, median(measured.map((times) => times[place])).toFixed(0), ...figures];
  });
  console.log(table([['', 'CPU ms', 'ratio', 'lowest', 'highest'], ...rows]));
  return median(measured.map((times) => times[files.length - 1] / times[0]));
}

async function main(): Promise<number> {
  const note = `require('node:fs').appendFileSync(${JSON.stringify(noted)}, user + system + '\\n')`;
  writeFileSync(hook, `process.on('exit', () => { const { user, system } = process.cpuUsage(); ${note}; });`);
  const files = await Promise.all(Object.values(subjects).map((contents, place) => program(place, contents)));
  // Once for the disk's cache.
  for (const file of files) ways[Object.keys(ways)[0]](file);
  const ratios = Object.entries(ways).map(([way, run]) => {
    console.log(`\n${way}`);
    return compare(files, run);
  });
  const ratio = ratios[ratios.length - 1];
  const met = ratio <= goal;
  console.log(
    `\n${met ? 'met' : 'MISSED'}: cdk synth in the time of at most ${goal} bare stacks, ${ratio.toFixed(2)} measured`,
  );
  return check && !met ? 1 : 0;
}

main()
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error) => {
      console.error(error);
      process.exitCode = 1;
    },
  )
  .finally(() => rmSync(work, { recursive: true, force: true }));
