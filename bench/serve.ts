// The server under load against what the same processes could do at best, and against a naive server.
//   npm run bench:serve -- [--seconds 10] [--rounds 5] [--pictures 640|mixed] [--model PATH] [--baseline DIST]
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hostLoad } from './load/host';
import { drawPictures, type PictureSizes } from './load/pictures';
import { printReport } from './load/report';
import { startNaiveServer, startServer } from './load/server';
import { limitSubject, type Sample, type Subject, serverSubject, startGenerator } from './load/subjects';

const concurrencies = [1, 8, 64];
// The compiler of Node.js needs about a thousand requests before the HTTP process costs what it costs in the long run.
const warmUpMs = 3000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '10' },
      rounds: { type: 'string', default: '5' },
      pictures: { type: 'string', default: '640' },
      model: { type: 'string', default: join(__dirname, '..', 'container', 'model') },
      baseline: { type: 'string' },
    },
  });
  const sizes: PictureSizes = values.pictures === 'mixed' ? 'mixed' : Number(values.pictures);
  const rounds = Number(values.rounds);
  const milliseconds = (Number(values.seconds) * 1000) / rounds;
  const model = resolve(values.model);
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'image-classifier-bench-'));
  try {
    const pictures = await drawPictures(sizes, (done, all) => progress(`drawing picture ${done + 1} of ${all}`));
    progress('starting the servers');
    const server = await startServer({ model, cacheDirectory });
    const naive = await startNaiveServer(model);
    const generator = await startGenerator(pictures);
    const { batch, processes } = server.ready as { batch: number; processes: number };
    const limit = await limitSubject({ model, cacheDirectory, pictures, batch, processes });
    const subjects: Subject[] = [limit];
    for (const concurrency of concurrencies) {
      subjects.push(serverSubject('server', server, generator, concurrency));
    }
    if (values.baseline) {
      const baseline = await startServer({ model, cacheDirectory, main: join(resolve(values.baseline), 'main.js') });
      for (const concurrency of concurrencies) {
        subjects.push(serverSubject('baseline', baseline, generator, concurrency));
      }
    }
    for (const concurrency of concurrencies) {
      subjects.push(serverSubject('naive', naive, generator, concurrency));
    }
    const { samples, loads } = await measure(subjects, rounds, milliseconds);
    const bytes = pictures.reduce((sum, picture) => sum + picture.length, 0) / pictures.length;
    process.stdout.write(
      `\nmodel ${basename(model)}, ${processes} inference processes, batches of up to ${batch}\n` +
        `pictures ${values.pictures}: ${pictures.length} drawn, ${Math.round(bytes / 1024)} KiB on average\n` +
        `${rounds} rounds of ${milliseconds / 1000} s each, interleaved; ` +
        `host load ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)} on ${cpus().length} cores\n\n`,
    );
    printReport(samples, process.stdout);
    if (Math.max(...loads) > cpus().length + 1) {
      process.stdout.write('The machine was not quiet: trust the ratios by CPU more than those of throughput.\n');
    }
  } finally {
    rmSync(cacheDirectory, { recursive: true, force: true });
  }
}

/** Every round asks every subject once, in an order that turns, so that no subject always follows the same other. */
async function measure(subjects: readonly Subject[], rounds: number, milliseconds: number) {
  const samples = new Map<string, Sample[]>(subjects.map(({ name }) => [name, []]));
  const loads: number[] = [];
  for (const subject of subjects) {
    progress(`warming up ${subject.name}`);
    await subject.measure(warmUpMs);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let place = 0; place < subjects.length; place += 1) {
      const subject = subjects[(place + round) % subjects.length];
      progress(`round ${round + 1} of ${rounds}: ${subject.name}`);
      samples.get(subject.name)?.push(await subject.measure(milliseconds));
    }
    loads.push(hostLoad());
  }
  return { samples, loads };
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else process.stderr.write(`${text}\n`);
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`\n${(error as Error).stack}\n`);
    process.exit(1);
  },
);
