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

type Subject = (pictures: number) => Promise<Cost>;

/**
 * What a worker makes of a core, next to the server, on the same pictures, in turns. S3 and SQS run on the same machine,
 * and so do the callers of the server: neither counts as processor time of its subject, and both take from its clock.
 */
export async function rate(pictures: number, rounds: number): Promise<number> {
  const bodies = await drawPictures(640, () => {});
  const cache = mkdtempSync(join(tmpdir(), 'rate-'));
  const settings = {
    IMAGE_CLASSIFIER_MODEL: join(__dirname, '../../container/model'),
    IMAGE_CLASSIFIER_CACHE_DIRECTORY: cache,
    IMAGE_CLASSIFIER_PROCESSES: '0',
  };
  const server = await startServer(settings);
  const fleet = await Fleet.start({}, settings);
  const worker = await fleet.worker();
  const subjects: readonly Subject[] = [
    serverOf(server.url, server.child.pid ?? 0, bodies),
    workerOf(fleet, worker.child.pid ?? 0, bodies),
  ];
  const costs: Cost[][] = [[], []];
  for (const subject of subjects) await subject(warmUp);
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, subject] of subjects.entries()) costs[place].push(await subject(pictures));
  }
  await server.stop();
  await fleet.stop();
  const [served, worked] = costs;
  console.log(told('server', served));
  console.log(told('worker', worked));
  const byCore = median(served.map((cost, round) => coreMs(cost) / coreMs(worked[round])));
  const byClock = median(served.map(({ wall }, round) => wall / worked[round].wall));
  console.log(`worker / server by the clock ${byClock.toFixed(2)}, with S3 and SQS on the same cores`);
  return verdict([[`worker / server per core ${byCore.toFixed(2)}, at least 0.9`, byCore >= 0.9]]);
}

function serverOf(url: string, pid: number, bodies: readonly Uint8Array[]): Subject {
  return (pictures) =>
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
}

function workerOf(fleet: Fleet, pid: number, bodies: readonly Uint8Array[]): Subject {
  let uploaded = 0;
  return async (pictures) => {
    const keys = Array.from({ length: pictures }, () => `${uploaded++}.jpg`);
    await fleet.upload(new Map(keys.map((key, place) => [key, bodies[place % bodies.length]])));
    return await measured(pid, pictures, async () => {
      await fleet.send(keys.map(eventOf));
      await fleet.drained(600);
    });
  };
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
