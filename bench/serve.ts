// The server under load against what the same processes could do at best, and against servers of others.
//   npm run bench:serve -- [--models clothing,mobilenet,resnet,yolo|PATH] [--peers naive,fastapi,litserve,bentoml,mlserver|none]
//     [--seconds 10] [--rounds 5] [--pictures 640|mixed] [--decode exact|fast] [--baseline DIST] [--quick] [--check]
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Comparison, Goal } from './load/comparison';
import { nameOf } from './load/comparison';
import { dialects, type OpponentName, startOpponent, startOurs } from './load/contenders';
import { hostLoad } from './load/host';
import { peerNames } from './load/peers';
import { drawPictures, type PictureSizes } from './load/pictures';
import { printReport } from './load/report';
import type { Decoding } from './load/server';
import {
  type Contender,
  contenderSubject,
  limitSubject,
  type Sample,
  type Subject,
  startGenerator,
} from './load/subjects';
import { type ModelName, modelFolder, modelNames, models } from './models';

// The compiler of Node.js needs about a thousand requests before the HTTP process costs what it costs in the long run.
const warmUpMs = 3000;
const everyOpponent: readonly OpponentName[] = ['naive', ...peerNames];

interface Plan {
  readonly pictures: readonly Buffer[];
  readonly decode: Decoding;
  readonly opponents: readonly OpponentName[];
  readonly rounds: number;
  readonly milliseconds: number;
  readonly warmUpMs: number;
  readonly baseline: string | undefined;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      models: { type: 'string', default: modelNames.join() },
      peers: { type: 'string', default: everyOpponent.join() },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      pictures: { type: 'string', default: '640' },
      decode: { type: 'string', default: 'exact' },
      baseline: { type: 'string' },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 2 : 5));
  const seconds = Number(values.seconds ?? (values.quick ? 3 : 10));
  const sizes: PictureSizes = values.pictures === 'mixed' ? 'mixed' : Number(values.pictures);
  const pictures = await drawPictures(sizes, (done, all) => progress(`drawing picture ${done + 1} of ${all}`));
  const opponents = values.peers === 'none' ? [] : (values.peers.split(',') as OpponentName[]);
  const unknown = opponents.filter((name) => !everyOpponent.includes(name));
  if (unknown.length > 0) throw new Error(`unknown peers: ${unknown.join()}; known: ${everyOpponent.join()}`);
  const milliseconds = (seconds * 1000) / rounds;
  const plan: Plan = {
    pictures,
    decode: values.decode === 'fast' ? 'fast' : 'exact',
    opponents,
    rounds,
    milliseconds,
    warmUpMs: values.quick ? 1000 : warmUpMs,
    baseline: values.baseline,
  };
  const bytes = pictures.reduce((sum, picture) => sum + picture.length, 0) / pictures.length;
  process.stdout.write(
    `pictures ${values.pictures}, decoded ${plan.decode}: ${pictures.length} drawn, ${Math.round(bytes / 1024)} KiB on average; ` +
      `${rounds} rounds of ${milliseconds / 1000} s for each, interleaved; ${cpus().length} cores\n`,
  );
  const goals: Goal[] = [];
  for (const name of values.models.split(',')) goals.push(...(await compare(name, plan)));
  return values.check && goals.some(({ met }) => !met) ? 1 : 0;
}

/** One model: everybody is started, measured in turns, and stopped. */
async function compare(name: string, plan: Plan): Promise<readonly Goal[]> {
  const known = modelNames.find((each): each is ModelName => each === name);
  const model = known ? modelFolder(known) : resolve(name);
  const concurrencies: readonly number[] = known ? models[known].concurrencies : [1, 8, 64];
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'image-classifier-bench-'));
  const stops: (() => void)[] = [() => rmSync(cacheDirectory, { recursive: true, force: true })];
  try {
    const { pictures, decode } = plan;
    const start = { model, cacheDirectory, pictures, decode };
    progress(`starting the server with ${name}`);
    const server = await startOurs('server', start);
    const contenders: Contender[] = [server];
    stops.push(server.stop);
    if (plan.baseline) {
      contenders.push(await startOurs('baseline', { ...start, main: join(resolve(plan.baseline), 'main.js') }));
    }
    for (const opponent of plan.opponents) {
      // What one writes in an afternoon knows classifiers only.
      if (opponent === 'naive' && name === 'yolo') continue;
      const started = await startOpponent(opponent, start, progress);
      if (started) contenders.push(started);
    }
    stops.push(...contenders.slice(1).map(({ stop }) => stop));
    const generator = await startGenerator(plan.pictures, dialects);
    const { batch, processes } = server;
    const limit = await limitSubject({ ...start, batch, processes });
    stops.push(limit.stop, () => generator.stop());
    const subjects: Subject[] = [
      limit.subject,
      ...contenders.flatMap((contender) => concurrencies.map((each) => contenderSubject(contender, generator, each))),
    ];
    const { results, loads } = await measure(subjects, plan);
    const comparison: Comparison = { results, contenders };
    process.stdout.write(
      `\n${name}: ${processes} inference processes, batches of up to ${batch}; ` +
        `host load ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}\n\n`,
    );
    return printReport(comparison, process.stdout);
  } finally {
    for (const stop of stops.reverse()) stop();
  }
}

/** Every round asks every subject once, in an order that turns, so that no subject always follows the same other. */
async function measure(subjects: readonly Subject[], { rounds, milliseconds, warmUpMs }: Plan) {
  const samples = new Map<Subject, Sample[]>(subjects.map((subject) => [subject, []]));
  const loads: number[] = [];
  for (const subject of subjects) {
    progress(`warming up ${nameOf(subject)}`);
    // The limit is one subject only and gets the time of three: nothing may be above it that was merely warmer.
    await subject.measure(subject.concurrency === 0 ? 3 * warmUpMs : warmUpMs);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < subjects.length; place += 1) {
      const subject = subjects[(place + round) % subjects.length];
      progress(`round ${round + 1} of ${rounds}: ${nameOf(subject)}`);
      samples.get(subject)?.push(await subject.measure(milliseconds));
    }
    loads.push(hostLoad());
  }
  const results = subjects.map((subject) => {
    const { kind, concurrency } = subject;
    return { kind, concurrency, samples: samples.get(subject) as Sample[] };
  });
  return { results, loads };
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else process.stderr.write(`${text}\n`);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`\n${(error as Error).stack}\n`);
    process.exit(1);
  },
);
