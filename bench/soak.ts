// Thousands of good and bad requests, callers who hang up at any moment, and a SIGTERM while requests are in flight.
// Exit code 1 when a promise of the server was broken. With --minutes pictures of all formats and models that come and go
// too, and the server may hold no more at the end than it did once warm.
//   npm run soak -- [--requests 10000 | --minutes 30] [--seed 1] [--model PATH]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../container/src/drawing/random';
import { describeModel } from '../container/src/models/description';
import { isAlive } from './load/host';
import { drawPictures } from './load/pictures';
import { familyOf, imageEnvironment, readMetrics, type Server, startServer, total } from './load/server';
import { badInputs } from './soak/bad-inputs';
import { Caller, type Ending } from './soak/caller';
import { steadiness } from './soak/endurance';
import { everyFormat } from './soak/formats';
import { OtherModels } from './soak/other-models';
import { type Plan, Planner } from './soak/plans';
import { endure, send } from './soak/traffic';
import { bookkeeping, memory, type Promises, summary } from './soak/verdict';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '10000' },
      minutes: { type: 'string' },
      seed: { type: 'string', default: '1' },
      model: { type: 'string', default: join(__dirname, '..', 'container', 'model') },
    },
  });
  const model = resolve(values.model);
  const { file, manifest, input } = await describeModel(model);
  const folder = mkdtempSync(join(tmpdir(), 'image-classifier-soak-'));
  try {
    const drawn = await drawPictures(320, (done, all) => progress(`drawing picture ${done + 1} of ${all}`));
    const others = values.minutes
      ? OtherModels.write(join(folder, 'repository'), { name: manifest.name, model: file })
      : undefined;
    const lines = new Map<string, number>();
    const loads = { loaded: 0, unloaded: 0 };
    const server = await startServer({
      model,
      cacheDirectory: join(folder, 'cache'),
      // Some routes are logged for those who look for them only; memory goes back to the system as in the image.
      environment: {
        IMAGE_CLASSIFIER_LOG_LEVEL: 'debug',
        ...imageEnvironment,
        ...others?.environment,
        ...(others ? { IMAGE_CLASSIFIER_FORMATS: 'jpeg,png,webp,gif,avif' } : {}),
      },
      onLog: ({ requestId, msg }) => {
        if (typeof requestId === 'string') lines.set(requestId, (lines.get(requestId) ?? 0) + 1);
        if (msg === 'model loaded') loads.loaded += 1;
        if (msg === 'model unloaded') loads.unloaded += 1;
      },
    });
    const planner = new Planner({
      random: new Random(Number(values.seed)),
      pictures: others ? await everyFormat(drawn) : drawn,
      bad: await badInputs(drawn[0]),
      model: { name: manifest.name, input: input.name, labels: manifest.labels, topK: manifest.postprocess.topK },
    });
    const start = performance.now();
    const endings: Ending[] = [];
    const traffic = { server, planner, progress, onEnding: (ending: Ending) => endings.push(ending) };
    const held = others
      ? [
          ...steadiness(await endure(Number(values.minutes), others, traffic)),
          { promise: 'models come and go', kept: loads.unloaded > 0, figure: `${loads.loaded} and ${loads.unloaded}` },
        ]
      : memory(await send(Number(values.requests), traffic));
    const seconds = (performance.now() - start) / 1000;
    const metrics = await readMetrics(server);
    const last = await terminateInFlight(server, planner);
    const all = [...endings, ...last.endings];
    const promises: Promises = [
      ...bookkeeping({ endings, metrics, all, lines, forgotten: Number(values.minutes ?? 0) > 4 }),
      ...held,
      ...last.promises,
    ];
    return summary({ all, seconds, promises, seed: values.seed }, process.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
