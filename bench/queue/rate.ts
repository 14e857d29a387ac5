import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventOf, Fleet } from '../../test/container/queue-worker/fleet';
import { startServer } from '../../test/container/server-process';
import { cpuMsOf, descendantsOf } from '../load/host';
import { drawPictures } from '../load/pictures';
import { verdict } from './pictures';

/** As many as keep the server at work, and a worker holds as many. */
const callers = 8;
/** Before anything is measured: code is compiled, connections are made, the worker knows how much to hold. */
const warmUp = 1000;

/** What a picture took, in milliseconds: of a core in the program and in its inference processes, and of the clock. */
interface Cost {
  readonly program: number;
  readonly inference: number;
  readonly wall: number;
}

interface Subject {
  readonly name: string;
  work(pictures: number): Promise<Cost>;
}

/**
 * What a worker makes of a core, next to the server, on the same pictures, in turns. S3 and SQS run on the same machine,
 * and so do the callers of the server: neither counts as processor time of its subject, and both take from its clock.
 *
 * @param baseline the built files of another version, whose worker works in turns with both
 */
export async function rate(pictures: number, rounds: number, baseline?: string): Promise<number> {
  const bodies = await drawPictures(640, () => {});
  const cache = mkdtempSync(join(tmpdir(), 'rate-'));
  const settings = {
    IMAGE_CLASSIFIER_MODEL: join(__dirname, '../../container/model'),
    IMAGE_CLASSIFIER_CACHE_DIRECTORY: cache,
    IMAGE_CLASSIFIER_PROCESSES: '0',
  };
  const server = await startServer(settings);
  const fleets: Fleet[] = [];
  const worker = async (name: string, program?: string): Promise<Subject> => {
    const fleet = await Fleet.start({}, settings);
    fleets.push(fleet);
    return workerOf(name, fleet, (await fleet.worker({}, program)).child.pid ?? 0, bodies);
  };
  const subjects = [serverOf(server.url, server.child.pid ?? 0, bodies), await worker('worker')];
  if (baseline !== undefined) subjects.push(await worker('baseline', join(baseline, 'main.js')));
  const costs: Cost[][] = subjects.map(() => []);
  for (const subject of subjects) await subject.work(warmUp);
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, subject] of subjects.entries()) costs[place].push(await subject.work(pictures));
  }
  await server.stop();
  for (const fleet of fleets) await fleet.stop();
  for (const [place, { name }] of subjects.entries()) console.log(told(name, costs[place]));
  const [served, worked, before] = costs;
  const perCore = (of: readonly Cost[]) => served.map((cost, round) => coreMs(cost) / coreMs(of[round]));
  if (before) console.log(`baseline / server per core ${median(perCore(before)).toFixed(2)}`);
  const byClock = median(served.map(({ wall }, round) => wall / worked[round].wall));
  console.log(`worker / server by the clock ${byClock.toFixed(2)}, with S3 and SQS on the same cores`);
  const byCore = perCore(worked).toSorted((one, other) => one - other);
  const [least, most] = [byCore[0], byCore.at(-1) ?? 0].map((ratio) => ratio.toFixed(2));
  const ratio = median(byCore);
  return verdict([
    [`worker / server per core ${ratio.toFixed(2)} (${least} to ${most} in a round), at least 0.9`, ratio >= 0.9],
  ]);
}

function serverOf(url: string, pid: number, bodies: readonly Uint8Array[]): Subject {
  const work = (pictures: number) =>
    measured(pid, pictures, async () => {
      let next = 0;
      const call = async () => {
        while (next < pictures) {
          const body = new Uint8Array(bodies[next++ % bodies.length]);
          const response = await fetch(`${url}/classify`, { method: 'POST', body });
          if (!response.ok) throw new Error(await response.text());
          await response.arrayBuffer();
        }
      };
      await Promise.all(Array.from({ length: callers }, call));
    });
  return { name: 'server', work };
}

function workerOf(name: string, fleet: Fleet, pid: number, bodies: readonly Uint8Array[]): Subject {
  let uploaded = 0;
  const work = async (pictures: number) => {
    const keys = Array.from({ length: pictures }, () => `${uploaded++}.jpg`);
    await fleet.upload(new Map(keys.map((key, place) => [key, bodies[place % bodies.length]])));
    return await measured(pid, pictures, async () => {
      await fleet.send(keys.map(eventOf));
      await fleet.drained(600);
    });
  };
  return { name, work };
}

async function measured(pid: number, pictures: number, work: () => Promise<void>): Promise<Cost> {
  const inference = descendantsOf(pid);
  const before = { program: cpuMsOf([pid]), inference: cpuMsOf(inference), wall: performance.now() };
  await work();
  return {
    program: (cpuMsOf([pid]) - before.program) / pictures,
    inference: (cpuMsOf(inference) - before.inference) / pictures,
    wall: (performance.now() - before.wall) / pictures,
  };
}

function coreMs({ program, inference }: Cost): number {
  return program + inference;
}

function told(name: string, costs: readonly Cost[]): string {
  const of = (read: (cost: Cost) => number) => median(costs.map(read));
  const [program, inference, core, wall] = [
    of((cost) => cost.program),
    of((cost) => cost.inference),
    of(coreMs),
    of((cost) => cost.wall),
  ];
  return (
    `${name}: ${(1000 / core).toFixed(0)} pictures per second of a core ` +
    `(${program.toFixed(2)} ms in the program, ${inference.toFixed(2)} ms in inference processes), ${(1000 / wall).toFixed(0)} by the clock`
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
