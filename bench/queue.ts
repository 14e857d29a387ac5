// What a queue fleet promises under faults, with real workers and protocols; queues and buckets are in memory.
//   npm run bench:queue -- kills [--messages 10000] [--workers 8] [--kill-seconds 2]
//   npm run bench:queue -- poison [--messages 500]
//   npm run bench:queue -- stops [--times 50]
//   npm run bench:queue -- rate [--messages 400] [--rounds 9] [--baseline path/to/another/container/dist]
import { parseArgs } from 'node:util';
import { kills } from './queue/kills';
import { poison } from './queue/poison';
import { rate } from './queue/rate';
import { stops } from './queue/stops';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    messages: { type: 'string' },
    workers: { type: 'string', default: '8' },
    'kill-seconds': { type: 'string', default: '2' },
    times: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '9' },
    baseline: { type: 'string' },
  },
});
const messages = (usual: number) => Number(values.messages ?? usual);

const scenarios: Readonly<Record<string, () => Promise<number>>> = {
  kills: () => kills(messages(10_000), Number(values.workers), Number(values['kill-seconds'])),
  poison: () => poison(messages(500)),
  stops: () => stops(Number(values.times)),
  rate: () => rate(messages(400), Number(values.rounds), values.baseline),
};

async function main(): Promise<number> {
  const chosen = positionals.length > 0 ? positionals : Object.keys(scenarios);
  const unknown = chosen.find((name) => !Object.hasOwn(scenarios, name));
  if (unknown !== undefined)
    throw new Error(`there is no scenario ${unknown}; choose from ${Object.keys(scenarios).join(', ')}`);
  let worst = 0;
  for (const name of chosen) worst = Math.max(worst, await scenarios[name]());
  return worst;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error);
    process.exit(70);
  },
);
