// Compares memory allocators under the built server, on photographs of 0.05 to 12 megapixels in three formats.
// Every round runs each of them once, so a disturbance of the machine meets all alike. Linux with libjemalloc2.
//   npx tsx bench/allocator.ts [--rounds 3] [--seconds 20] [--model PATH]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import sharp from '../container/node_modules/sharp';
import { cpuMsOf, hostLoad } from './load/host';
import { drawPictures } from './load/pictures';
import { familyOf, startServer } from './load/server';
import { median, table } from './load/statistics';

const jemalloc = (options: string) => ({ LD_PRELOAD: 'libjemalloc.so.2', MALLOC_CONF: options });
const allocators: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'glibc, as it comes': {},
  'glibc, trim at 128 KiB': { MALLOC_TRIM_THRESHOLD_: '131072' },
  'jemalloc, as it comes': jemalloc(''),
  'jemalloc, decay 1 s': jemalloc('background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0'),
  'jemalloc, decay 1 s, 2 arenas': jemalloc('background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0,narenas:2'),
};

const callers = 16;
const agent = new Agent({ keepAlive: true, maxSockets: callers });

interface Figures {
  readonly perSecond: number;
  readonly cpuMs: number;
  /** Mebibytes when ready, at the highest, and five seconds after the last picture. */
  readonly ready: number;
  readonly peak: number;
  readonly after: number;
}

/** Three of each drawing as a shop sees them, for every two as large as a camera makes them. */
async function pictureMix(): Promise<Buffer[]> {
  const drawings = await drawPictures('mixed');
  const camera = await Promise.all(
    drawings
      .slice(8)
      .map((drawing) => sharp(drawing).resize({ width: 3000, height: 4000, fit: 'fill' }).jpeg().toBuffer()),
  );
  const others = [sharp(drawings[3]).png(), sharp(drawings[6]).png(), sharp(drawings[7]).webp()];
  const converted = await Promise.all(others.map((picture) => picture.toBuffer()));
  return [...drawings, camera[0], ...drawings, ...converted, camera[1], ...drawings];
}

/** Proportional memory in MiB: a page that processes share is counted once. */
function memoryOf(pids: readonly number[]): number {
  const kibibytes = pids.map((pid) => /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]);
  return kibibytes.reduce((sum, each) => sum + Number(each), 0) / 1024;
}

function send(port: number, picture: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request({ agent, port, method: 'POST', path: '/classify' }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    });
    call.once('error', reject).end(picture);
  });
}

async function measure(
  model: string,
  environment: Record<string, string>,
  pictures: Buffer[],
  seconds: number,
): Promise<Figures> {
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'image-classifier-allocator-'));
  const server = await startServer({ model, cacheDirectory, environment });
  const family = familyOf(server);
  const ready = memoryOf(family);
  const cpuBefore = cpuMsOf(family);
  const began = performance.now();
  let sent = 0;
  let peak = ready;
  const sampler = setInterval(() => {
    peak = Math.max(peak, memoryOf(family));
  }, 250);
  const call = async () => {
    while (performance.now() - began < seconds * 1000) {
      const status = await send(server.port, pictures[sent++ % pictures.length]);
      if (status !== 200) throw new Error(`a picture was answered with ${status}`);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const perSecond = sent / ((performance.now() - began) / 1000);
  clearInterval(sampler);
  const cpuMs = (cpuMsOf(family) - cpuBefore) / sent;
  await pause(5000);
  const after = memoryOf(family);
  server.child.kill('SIGTERM');
  const exitCode = await server.exited;
  if (exitCode !== 0) throw new Error(`the server ended with ${exitCode}`);
  rmSync(cacheDirectory, { recursive: true });
  return { perSecond, cpuMs, ready, peak, after };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '20' },
      model: { type: 'string', default: join(__dirname, '..', 'container', 'model') },
    },
  });
  const pictures = await pictureMix();
  const runs = Object.keys(allocators).map((name) => ({ name, figures: [] as Figures[] }));
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const { name, figures } of runs) {
      figures.push(await measure(resolve(values.model), allocators[name], pictures, Number(values.seconds)));
      process.stderr.write(
        `round ${round}, host load ${hostLoad().toFixed(1)}, ${name}: ${JSON.stringify(figures.at(-1))}\n`,
      );
    }
  }
  const rows = runs.map(({ name, figures }) => {
    const of = (key: keyof Figures) => median(figures.map((each) => each[key])).toFixed(key === 'cpuMs' ? 1 : 0);
    return [name, of('perSecond'), of('cpuMs'), of('ready'), of('peak'), of('after')];
  });
  const head = ['medians', 'pictures/s', 'CPU ms each', 'MiB ready', 'MiB peak', 'MiB 5 s after'];
  process.stdout.write(`${table([head, ...rows])}\n`);
}

void main();
