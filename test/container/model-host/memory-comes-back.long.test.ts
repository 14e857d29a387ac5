import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { plainPicture } from '../pictures';
import { startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';

const root = temporaryFolder();
// What each time leaves behind adds up to the 20 MiB below: half a MiB of each show in fifty times.
const times = 50;
const settled = 8;
const restMs = 5000;
const mebibyte = 1_048_576;

interface Held {
  /** Files count too, shared out among all that map them: also programs that have nothing to do with this server. */
  readonly bytes: number;
  readonly withoutFiles: number;
  readonly processes: number;
}

/** Memory of a process and all its descendants; what they map together is counted once. */
function treeBytes(pid: number): Held {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1]) * 1024;
  const own = { bytes: bytes('Pss'), withoutFiles: bytes('Pss_Anon') + bytes('Pss_Shmem'), processes: 1 };
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean),
  );
  return children
    .map((child) => treeBytes(Number(child)))
    .reduce(
      (sum, one) => ({
        bytes: sum.bytes + one.bytes,
        withoutFiles: sum.withoutFiles + one.withoutFiles,
        processes: sum.processes + one.processes,
      }),
      own,
    );
}

test(`a model of 100 MB, loaded and unloaded ${times} times, leaves nothing behind`, async () => {
  const file = writeTinyModel(join(root, 'large/model'), { hidden: 5120 });
  expect(statSync(file).size).toBeGreaterThan(100 * mebibyte);
  const server = await startServer({ SAGEMAKER_MULTI_MODEL: 'true', IMAGE_CLASSIFIER_MODELS_ROOT: root });
  const pid = server.child.pid ?? 0;
  const body = new Uint8Array(await plainPicture('#ff0000'));
  const after: Held[] = [];
  let open = 0;
  for (let time = 0; time < times; time += 1) {
    const load = { model_name: 'large', url: join(root, 'large/model') };
    const loaded = await fetch(`${server.url}/models`, { method: 'POST', body: JSON.stringify(load) });
    expect(loaded.status).toBe(200);
    const answer = await fetch(`${server.url}/models/large/invoke`, { method: 'POST', body });
    expect((await answer.json()).labels[0].label).toBe('red');
    open = treeBytes(pid).bytes;
    expect((await fetch(`${server.url}/models/large`, { method: 'DELETE' })).status).toBe(200);
    // A server that rests collects what it dropped; what is left after that is held.
    if (time === settled || time === times - 1) await rest(restMs);
    // On a busy machine the rest begins later.
    const collected = () =>
      time < times - 1 || treeBytes(pid).withoutFiles - after[settled].withoutFiles < 20 * mebibyte;
    for (let look = 0; look < 15 && !collected(); look += 1) await rest(1000);
    after.push(treeBytes(pid));
    expect(after[time].processes).toBe(1);
  }
  // The first rounds fill caches of the HTTP process; from then on the level stays.
  expect(after[times - 1].withoutFiles - after[settled].withoutFiles).toBeLessThan(20 * mebibyte);
  expect(open - after[times - 1].bytes).toBeGreaterThan(100 * mebibyte);
  expect(await server.stop()).toBe(0);
  const inWords = (bytes: number) => `${Math.round(bytes / mebibyte)} MiB`;
  console.info(
    `loaded ${inWords(open)}, unloaded ${inWords(after[times - 1].bytes)}; ` +
      `without files after unload ${settled + 1}: ${inWords(after[settled].withoutFiles)}, ${times}: ${inWords(after[times - 1].withoutFiles)}`,
  );
}, 240_000);
