import { plainPicture } from '../pictures';
import { type ServerProcess, startTinyServer } from '../server-process';

let server: ServerProcess;
let picture: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  picture = new Uint8Array(await plainPicture('#00ff00'));
  server = await startTinyServer(
    { rounds: 60 },
    { IMAGE_CLASSIFIER_PROCESSES: '1', IMAGE_CLASSIFIER_MAX_BATCH: '1', IMAGE_CLASSIFIER_QUEUE_TARGET_MS: '50' },
  );
  for (let warm = 0; warm < 5; warm += 1) await send();
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

interface Seen {
  readonly status: number;
  readonly at: number;
}

async function send(): Promise<Seen> {
  const response = await fetch(`${server.url}/classify`, { method: 'POST', body: picture });
  await response.arrayBuffer();
  return { status: response.status, at: performance.now() };
}

async function together(count: number) {
  const all = await Promise.all(Array.from({ length: count }, send));
  const times = (status: number) => all.flatMap((one) => (one.status === status ? one.at : []));
  return { answered: times(200), refused: times(503), count: all.length };
}

test('a burst is answered as far as it is bearable, the rest is turned away at once, and then the line is kept short', async () => {
  const burst = await together(300);
  expect(burst.answered.length + burst.refused.length).toBe(burst.count);
  // As many as the machine is fast.
  expect(burst.answered.length).toBeGreaterThan(5);
  expect(burst.refused.length).toBeGreaterThan(20);
  expect(Math.max(...burst.refused)).toBeLessThan(Math.max(...burst.answered));

  const next = await together(40);
  expect(next.answered.length + next.refused.length).toBe(next.count);
  expect(next.answered.length).toBeGreaterThan(0);
  expect(next.answered.length).toBeLessThan(burst.answered.length);
});

test('during all of it the probes answer, and one caller alone is welcome right after', async () => {
  const burst = together(200);
  const asked = performance.now();
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  expect(performance.now() - asked).toBeLessThan(2000);
  await burst;
  expect(await send()).toMatchObject({ status: 200 });
});
