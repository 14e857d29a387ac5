import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { plainPicture } from '../pictures';
import { startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';

const root = temporaryFolder();
const times = 50;
const mebibyte = 1_048_576;

/** Memory of a process and all its descendants; what they map together is counted once. */
function treeBytes(pid: number): { bytes: number; processes: number } {
  const kilobytes = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
  const own = { bytes: kilobytes * 1024, processes: 1 };
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean),
  );
  return children
    .map((child) => treeBytes(Number(child)))
    .reduce((sum, one) => ({ bytes: sum.bytes + one.bytes, processes: sum.processes + one.processes }), own);
}

test(`a model of 100 MB, loaded and unloaded ${times} times, leaves nothing behind`, async () => {
  const file = writeTinyModel(join(root, 'large/model'), { hidden: 5120 });
  expect(statSync(file).size).toBeGreaterThan(100 * mebibyte);
  const server = await startServer({ SAGEMAKER_MULTI_MODEL: 'true', IMAGE_CLASSIFIER_MODELS_ROOT: root });
  const pid = server.child.pid ?? 0;
  const body = new Uint8Array(await plainPicture('#ff0000'));
  const after: number[] = [];
  let open = 0;
  for (let time = 0; time < times; time += 1) {
    const load = { model_name: 'large', url: join(root, 'large/model') };
    const loaded = await fetch(`${server.url}/models`, { method: 'POST', body: JSON.stringify(load) });
    expect(loaded.status).toBe(200);
    const answer = await fetch(`${server.url}/models/large/invoke`, { method: 'POST', body });
    expect((await answer.json()).labels[0].label).toBe('red');
    open = treeBytes(pid).bytes;
    expect((await fetch(`${server.url}/models/large`, { method: 'DELETE' })).status).toBe(200);
    const { bytes, processes } = treeBytes(pid);
    expect(processes).toBe(1);
    after.push(bytes);
  }
  // The first rounds fill caches of the HTTP process; from then on the level stays.
  expect(after[times - 1] - after[9]).toBeLessThan(10 * mebibyte);
  expect(open - after[times - 1]).toBeGreaterThan(100 * mebibyte);
  expect(await server.stop()).toBe(0);
  console.info(
    `after load ${Math.round(open / mebibyte)} MiB, after unload 10: ${Math.round(after[9] / mebibyte)} MiB, 50: ${Math.round(after[49] / mebibyte)} MiB`,
  );
}, 240_000);
