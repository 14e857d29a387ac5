// More than the server can do: what is the ceiling, and what becomes of callers at half, 0.8, 1.5 and 3 times of it?
// Requests arrive at random moments whether or not earlier ones were answered (open loop), and wait from the moment they
// were due.
//   npm run bench:overload -- [--model resnet] [--pictures 320] [--seconds 60] [--quick] [--check]
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Child } from './load/child';
import { rawBody, wireRequest } from './load/dialect';
import { cpuMsOf, hostLoad } from './load/host';
import { drawPictures } from './load/pictures';
import { imageEnvironment, startServer } from './load/server';
import { percentile, table } from './load/statistics';
import { startGenerator } from './load/subjects';
import { type ModelName, modelFolder, modelNames } from './models';
import { type Figures, figuresOf, lateMs, recoverySeconds } from './overload/figures';
import type { OpenLoopQuestion, OpenLoopReply, OpenLoopSetup, Segment } from './overload/open-loop';
import type { ProbeReply, ProbeSetup } from './overload/probe';

/** The goals. */
const goals = { goodput: 0.9, waitTimes: 2, rejectionMs: 20, recoverySeconds: 2, livenessMs: 100 };
const seed = 1;
/** Callers who always wait for their answers: enough for full batches in every process. */
const ceilingCallers = 16;

interface Phase {
  readonly times: number;
  readonly figures: Figures;
  readonly reply: OpenLoopReply;
  /** Share of one core that the generator took. */
  readonly generator: number;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: 'resnet' },
      pictures: { type: 'string', default: '320' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  const burst = Number(values.seconds ?? (values.quick ? 10 : 60));
  const steady = values.quick ? 6 : 20;
  const known = modelNames.find((name): name is ModelName => name === values.model);
  const model = known ? modelFolder(known) : resolve(values.model);
  const pictures = await drawPictures(Number(values.pictures));
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'image-classifier-overload-'));
  try {
    say('starting the server');
    const server = await startServer({ model, cacheDirectory, environment: imageEnvironment });
    const { port } = server;
    const ceiling = await findCeiling(server.port, pictures, values.quick ? 4 : 15);
    const requests = pictures.map((picture) => wireRequest(rawBody, picture));
    const openLoop = await Child.start<OpenLoopQuestion, OpenLoopReply>(join(__dirname, 'overload', 'open-loop.ts'), {
      port,
      requests,
    } satisfies OpenLoopSetup);
    const probe = await Child.start<object, ProbeReply>(join(__dirname, 'overload', 'probe.ts'), {
      port,
      paths: ['/health/live', '/ping'],
      everyMs: 50,
    } satisfies ProbeSetup);
    const run = async (times: number, segments: readonly Segment[]): Promise<Phase> => {
      say(`${times} times the ceiling for ${segments[0].seconds} s`);
      const [cpu, start] = [cpuMsOf([openLoop.pid]), performance.now()];
      const reply = await openLoop.ask({ segments, seed });
      const generator = (cpuMsOf([openLoop.pid]) - cpu) / (performance.now() - start);
      await pause(1000);
      return { times, reply, generator, figures: figuresOf(reply, 0, 0, segments[0].seconds) };
    };
    const phases: Phase[] = [];
    for (const times of [0.5, 0.8, 1.5]) phases.push(await run(times, [{ rate: times * ceiling, seconds: steady }]));
    await probe.ask({});
    const after: Segment = { rate: 0.5 * ceiling, seconds: 10 };
    phases.push(await run(3, [{ rate: 3 * ceiling, seconds: burst }, after]));
    const liveness = await probe.ask({});
    const again = await findCeiling(server.port, pictures, values.quick ? 4 : 15);
    server.child.kill('SIGTERM');
    await server.exited;
    process.stdout.write(
      `\n${values.model}, pictures ${values.pictures}: ceiling ${ceiling.toFixed(1)} img/s with ${ceilingCallers} callers, ` +
        `${again.toFixed(1)} at the end; ${cpus().length} cores, host load ${hostLoad().toFixed(1)}\n` +
        `${Math.abs(again / ceiling - 1) > 0.15 ? 'The machine was not quiet: these figures mean little.\n' : ''}\n${phaseTable(phases)}\n\n`,
    );
    const lines = verdict({ phases, liveness, ceiling, burst });
    process.stdout.write(`${table(lines.map(({ goal, figure, met }) => [goal, figure, met ? 'MET' : 'MISSED']))}\n`);
    return values.check && lines.some(({ met }) => !met) ? 1 : 0;
  } finally {
    rmSync(cacheDirectory, { recursive: true, force: true });
  }
}

/** Pictures per second that callers get who always wait for their answers. */
async function findCeiling(port: number, pictures: readonly Buffer[], seconds: number): Promise<number> {
  const generator = await startGenerator(pictures, { server: rawBody });
  const ask = (milliseconds: number) =>
    generator.ask({ port, dialect: 'server', concurrency: ceilingCallers, milliseconds });
  say('warming up');
  await ask(3000);
  say('measuring the ceiling');
  const { latencies, milliseconds } = await ask(seconds * 1000);
  generator.stop();
  return (latencies.length / milliseconds) * 1000;
}

function phaseTable(phases: readonly Phase[]): string {
  const head = ['arrivals', '/s', 'goodput/s', 'accepted', 'p50 ms', 'p99 ms', 'rejected', 'p99 ms', 'failed'];
  const rows = phases.map(({ times, figures, reply, generator }) => {
    const { offeredPerSecond, goodput, accepted, acceptedP50, acceptedP99, rejected, rejectedP99, failed } = figures;
    const cells = [offeredPerSecond, goodput, accepted, acceptedP50, acceptedP99, rejected, rejectedP99, failed];
    const texts = cells.map((value, place) => (Number.isNaN(value) ? '-' : value.toFixed(place < 2 ? 1 : 0)));
    const own = [`${figures.late}`, `${(generator * 100).toFixed(0)} %`, `${reply.connections}`];
    return [`${times} x ceiling`, ...texts, ...own];
  });
  return table([[...head, `sent ${lateMs} ms late`, 'generator', 'connections'], ...rows]);
}

function verdict(seen: { phases: Phase[]; liveness: ProbeReply; ceiling: number; burst: number }) {
  const { phases, liveness, ceiling, burst } = seen;
  const at = (times: number) => phases.find((phase) => phase.times === times) as Phase;
  const { figures, reply } = at(3);
  const bearable = goals.waitTimes * at(0.8).figures.acceptedP99;
  const recovered = recoverySeconds(reply, burst * 1000, bearable);
  const slowest = Math.max(...liveness.latencies);
  const share = figures.goodput / ceiling;
  return [
    {
      goal: `goodput at 3 times the ceiling at least ${goals.goodput} of it`,
      figure: share.toFixed(2),
      met: share >= goals.goodput,
    },
    {
      goal: `p99 of the accepted at most ${goals.waitTimes} times that at 0.8 of the ceiling`,
      figure: `${figures.acceptedP99.toFixed(0)} to ${bearable.toFixed(0)} ms`,
      met: figures.acceptedP99 <= bearable,
    },
    {
      goal: `rejected within ${goals.rejectionMs} ms (p99)`,
      figure: `${figures.rejectedP99.toFixed(1)} ms`,
      met: figures.rejected > 0 && figures.rejectedP99 <= goals.rejectionMs,
    },
    {
      goal: 'everybody is answered, with labels or with "come again"',
      figure: `${figures.failed} are not`,
      met: figures.failed === 0,
    },
    {
      goal: `back to normal within ${goals.recoverySeconds} s`,
      figure: `${recovered.toFixed(1)} s`,
      met: recovered <= goals.recoverySeconds,
    },
    {
      goal: `liveness and ping always 200 within ${goals.livenessMs} ms`,
      figure:
        `${liveness.latencies.length} probes, ${liveness.failed} failed, ` +
        `p99 ${percentile(liveness.latencies, 0.99).toFixed(1)} ms, slowest ${slowest.toFixed(1)} ms`,
      met: liveness.failed === 0 && liveness.latencies.length > 0 && slowest <= goals.livenessMs,
    },
  ];
}

function say(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`\n${(error as Error).stack}\n`);
    process.exit(1);
  },
);
