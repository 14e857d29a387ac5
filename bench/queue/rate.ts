import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fleet } from '../../test/container/queue-worker/fleet';
import { startServer } from '../../test/container/server-process';
import { cpuMsOf, descendantsOf } from '../load/host';
import { drawPictures } from '../load/pictures';
import { verdict } from './pictures';

const callers = 8;

/** Pictures per second of CPU: a worker's and the server's, on the same pictures, in turns. */
export async function rate(pictures: number, rounds: number): Promise<number> {
  const bodies = await drawPictures(640, () => {});
  const bundled = { IMAGE_CLASSIFIER_MODEL: join(__dirname, '../../container/model') };
  const cache = mkdtempSync(join(tmpdir(), 'rate-'));
  const [served, worked]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const server = await startServer({ ...bundled, IMAGE_CLASSIFIER_CACHE_DIRECTORY: cache });
    const before = cpuSeconds(server.child.pid);
    let next = 0;
    await Promise.all(
      Array.from({ length: callers }, async () => {
        while (next < pictures) {
          const body = new Uint8Array(bodies[next++ % bodies.length]);
          const response = await fetch(`${server.url}/classify`, { method: 'POST', body });
          if (!response.ok) throw new Error(await response.text());
          await response.arrayBuffer();
        }
      }),
    );
    served.push(pictures / (cpuSeconds(server.child.pid) - before));
    await server.stop();

    const fleet = await Fleet.start(
      {},
      { ...bundled, IMAGE_CLASSIFIER_CACHE_DIRECTORY: cache, IMAGE_CLASSIFIER_PROCESSES: '0' },
    );
    await fleet.submit(
      new Map(Array.from({ length: pictures }, (_, place) => [`${place}.jpg`, bodies[place % bodies.length]])),
    );
    const { child } = await fleet.worker();
    const begun = cpuSeconds(child.pid);
    await fleet.drained(600);
    worked.push(pictures / (cpuSeconds(child.pid) - begun));
    await fleet.stop();
  }
  const ratio = median(worked) / median(served);
  console.log(`server ${median(served).toFixed(0)}, worker ${median(worked).toFixed(0)} pictures per second of CPU`);
  return verdict([[`worker / server ${ratio.toFixed(2)}, at least 0.9`, ratio >= 0.9]]);
}

/** What a program and its inference processes have used so far. */
function cpuSeconds(pid = 0): number {
  return cpuMsOf([pid, ...descendantsOf(pid)]) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
