// Thousands of good and bad requests, callers who hang up at any moment, and a SIGTERM while requests are in flight.
// Exit code 1 when a promise of the server was broken.
//   npm run soak -- [--requests 10000] [--seed 1] [--model PATH]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../container/src/drawing/random';
import { isAlive, residentMebibytes } from './load/host';
import { drawPictures } from './load/pictures';
import { familyOf, type LogEntry, readMetrics, type Server, startServer, total } from './load/server';
import { badInputs } from './soak/bad-inputs';
import { Caller, type Ending } from './soak/caller';
import { type Plan, Planner } from './soak/plans';
import { bookkeeping, memory, type Promises, summary } from './soak/verdict';

/** Callers at once, and their share of the requests; all below the server's limit of 256 waiting pictures. */
const phases = [
  { callers: 1, share: 0.02 },
  { callers: 16, share: 0.28 },
  { callers: 64, share: 0.4 },
  { callers: 4, share: 0.1 },
  { callers: 120, share: 0.2 },
];

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      model: { type: 'string', default: join(__dirname, '..', 'container', 'model') },
    },
  });
  const requests = Number(values.requests);
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'image-classifier-soak-'));
  try {
    const pictures = await drawPictures(320, (done, all) => progress(`drawing picture ${done + 1} of ${all}`));
    const logs: LogEntry[] = [];
    const server = await startServer({
      model: resolve(values.model),
      cacheDirectory,
      // Some routes are logged for those who look for them only; memory goes back to the system as in the image.
      // 120 callers who wait for every answer are meant to wait here, not to be turned away.
      environment: {
        IMAGE_CLASSIFIER_LOG_LEVEL: 'debug',
        IMAGE_CLASSIFIER_QUEUE_TARGET_MS: '30000',
        MALLOC_TRIM_THRESHOLD_: '131072',
      },
      onLog: (entry) => logs.push(entry),
    });
    const { postprocess } = server.ready as unknown as { postprocess: { topK: number } };
    const planner = new Planner(
      new Random(Number(values.seed)),
      pictures,
      await badInputs(pictures[0]),
      postprocess.topK,
    );
    const start = performance.now();
    const endings = await soak(server, planner, requests);
    const seconds = (performance.now() - start) / 1000;
    const metrics = await readMetrics(server);
    const last = await terminateInFlight(server, planner);
    const all = [...endings.endings, ...last.endings];
    const promises: Promises = [
      ...bookkeeping({ endings: endings.endings, metrics, all, logs }),
      ...memory(endings.resident),
      ...last.promises,
    ];
    return summary({ all, seconds, promises, seed: values.seed }, process.stdout);
  } finally {
    rmSync(cacheDirectory, { recursive: true, force: true });
  }
}

async function soak(server: Server, planner: Planner, requests: number) {
  const endings: Ending[] = [];
  const resident: number[] = [];
  const family = familyOf(server);
  const every = Math.max(1, Math.floor(requests / 20));
  for (const { callers, share } of phases) {
    let left = Math.round(requests * share);
    const call = async () => {
      const caller = new Caller(server.port);
      while (left-- > 0) {
        endings.push(await caller.send(planner.next()));
        if (endings.length % every !== 0) continue;
        resident.push(residentMebibytes(family));
        progress(`${endings.length} of ${requests} requests, ${callers} callers`);
      }
      caller.close();
    };
    await Promise.all(Array.from({ length: callers }, call));
  }
  return { endings, resident };
}

/** SIGTERM while pictures wait, others are being worked on, and more requests are already on their way. */
async function terminateInFlight(server: Server, planner: Planner) {
  const family = familyOf(server);
  const callers = Array.from({ length: 40 }, () => new Caller(server.port));
  await Promise.all(callers.map((caller) => caller.connect()));
  const connected: Plan[] = callers.map(() => ({
    ...planner.good(),
    group: 'in flight at SIGTERM',
    freshConnection: false,
  }));
  const early = callers.slice(0, 32).map((caller, place) => caller.send(connected[place]));
  for (let tries = 0; tries < 20; tries += 1) {
    if (total(await readMetrics(server), 'image_classifier_waiting_pictures') !== 0) break;
  }
  server.child.kill('SIGTERM');
  const late = callers
    .slice(32)
    .map((caller, place) => caller.send({ ...connected[32 + place], group: 'just after SIGTERM' }));
  const endings = await Promise.all([...early, ...late]);
  const code = await Promise.race([server.exited, pause(30_000).then(() => 'still running after 30 s')]);
  for (const caller of callers) caller.close();
  const left = family.filter(isAlive);
  const promises: Promises = [
    { promise: 'exit code 0 after SIGTERM', kept: code === 0, figure: String(code) },
    { promise: 'no process is left', kept: left.length === 0, figure: `${left.length} of ${family.length}` },
  ];
  for (const pid of left) process.kill(pid, 'SIGKILL');
  return { endings, promises };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function progress(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`\n${(error as Error).stack}\n`);
    process.exit(1);
  },
);
