// How long models take to come and go behind one multi-model server within a memory budget, through the runtime API of
// SageMaker on this machine, asked by the real SDK client.
//   npm run bench:multi-model -- [--models 1000] [--requests 2000] [--budget-mib 2048] [--callers 2]
import { parseArgs } from 'node:util';
import { colourOf, modelName, rightLabel } from './multi-model/answers';
import { MemoryWatch } from './multi-model/memory';
import { startPlatform } from './multi-model/platform';
import { figures } from './multi-model/report';

const { values } = parseArgs({
  options: {
    models: { type: 'string', default: '1000' },
    requests: { type: 'string', default: '2000' },
    'budget-mib': { type: 'string', default: '2048' },
    callers: { type: 'string', default: '2' },
  },
});
const [models, requests, callers] = [values.models, values.requests, values.callers].map(Number);
const budgetBytes = Number(values['budget-mib']) * 2 ** 20;
/** Nine of ten requests of the second part are for so many models. */
const favourites = 20;

async function main(): Promise<number> {
  const platform = await startPlatform({ models, budgetBytes });
  const memory = new MemoryWatch(platform.serverPid);
  const seen = { right: 0, asked: 0, hits: [] as number[], cold: [] as number[], mostLoaded: 0 };

  const ask = async (model: number, place: number): Promise<void> => {
    const name = modelName(model);
    const colour = colourOf(place);
    const isHit = platform.cache.has(`${name}.tar.gz`);
    const began = performance.now();
    const label = await platform.ask(name, colour).catch((error: Error) => error.message);
    (isHit ? seen.hits : seen.cold).push(performance.now() - began);
    seen.asked += 1;
    if (label === rightLabel(name, colour)) seen.right += 1;
    else process.stdout.write(`${name}: expected ${rightLabel(name, colour)}, received ${label}\n`);
    seen.mostLoaded = Math.max(seen.mostLoaded, platform.cache.size);
  };

  const began = performance.now();
  await inTurn(models, (place) => ask(place, place));
  await inTurn(requests, (place) => ask(place % 10 === 0 ? (place * 7) % models : place % favourites, place));
  const mostBytes = memory.stop();
  const seconds = (performance.now() - began) / 1000;
  for (const line of figures({ ...seen, models, budgetBytes, mostBytes, seconds, times: platform.cache.taken })) {
    process.stdout.write(`${line}\n`);
  }
  await platform.stop();
  return seen.right === seen.asked && mostBytes <= budgetBytes ? 0 : 1;
}

/** Places from 0, by several callers of whom each waits for its answer. */
async function inTurn(count: number, each: (place: number) => Promise<void>): Promise<void> {
  let next = 0;
  const caller = async () => {
    while (next < count) await each(next++);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(70);
  },
);
