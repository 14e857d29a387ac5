import { plainPicture } from '../pictures';
import { startTinyServer } from '../server-process';

test('a server tells that more comes than it can do, and that it is over', async () => {
  const server = await startTinyServer({}, { IMAGE_CLASSIFIER_MAX_WAITING: '2', IMAGE_CLASSIFIER_PROCESSES: '1' });
  const body = new Uint8Array(await plainPicture('#00ff00', 'jpeg', 1500));
  const offered = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(/^image_classifier_offered_concurrency (\S+)$/m.exec(text)?.[1]);
  };
  const statuses: number[] = [];
  const end = Date.now() + 1000;
  const ask = async () => {
    while (Date.now() < end) statuses.push((await fetch(`${server.url}/classify`, { method: 'POST', body })).status);
  };
  await offered();
  await Promise.all(Array.from({ length: 24 }, ask));
  const crowded = await offered();
  await new Promise((go) => setTimeout(go, 500));
  const quiet = await offered();
  expect(await server.stop()).toBe(0);
  expect(statuses).toContain(503);
  expect(crowded).toBeGreaterThan(1.2);
  expect(quiet).toBeLessThan(0.5);
});
