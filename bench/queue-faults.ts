import { parseArgs } from 'node:util';
import { plainPicture } from '../test/container/pictures';
import { Fleet, type WorkerProcess } from '../test/container/queue-worker/fleet';

const options = {
  messages: { type: 'string', default: '10000' },
  workers: { type: 'string', default: '8' },
  'kill-seconds': { type: 'string', default: '2' },
} as const;

const colours: Record<string, string> = { red: '#ff0000', green: '#00ff00', blue: '#0000ff' };
const visibilitySeconds = 20;

/**
 * A fleet whose workers are killed without warning: every picture ends as exactly one right result, and the time lost is
 * that of the kills. The queues and buckets are in memory, the workers, processes and protocols are real.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options });
  const [messages, workers, killSeconds] = [values.messages, values.workers, values['kill-seconds']].map(Number);
  const calm = await run({ messages, workers, killSeconds: Infinity });
  console.log(told('undisturbed', calm));
  const killed = await run({ messages, workers, killSeconds });
  console.log(told(`a worker killed every ${killSeconds} s`, killed));
  const allowed = 1.5 * calm.seconds + visibilitySeconds;
  const verdicts: [string, boolean][] = [
    ['lost 0', killed.lost === 0],
    ['exactly one final object per input', killed.objects === messages],
    ['no innocent picture ends as an error', killed.wrong === 0],
    [`result messages twice: ${killed.repeated}, at most 1 %`, killed.repeated <= messages / 100],
    [`drained in ${killed.seconds.toFixed(1)} s, allowed ${allowed.toFixed(1)} s`, killed.seconds <= allowed],
  ];
  for (const [what, met] of verdicts) console.log(`${met ? 'MET   ' : 'MISSED'} ${what}`);
  return verdicts.every(([, met]) => met) ? 0 : 1;
}

interface Outcome {
  readonly seconds: number;
  readonly kills: number;
  readonly objects: number;
  readonly lost: number;
  readonly wrong: number;
  readonly repeated: number;
}

async function run(plan: { messages: number; workers: number; killSeconds: number }): Promise<Outcome> {
  const fleet = await Fleet.start({}, { IMAGE_CLASSIFIER_VISIBILITY_SECONDS: String(visibilitySeconds) });
  const names = Object.keys(colours);
  const bodies = new Map<string, Buffer>();
  for (const name of names) bodies.set(name, await plainPicture(colours[name]));
  const pictures = new Map<string, Uint8Array>();
  for (let number = 0; number < plan.messages; number += 1) {
    const name = names[number % names.length];
    pictures.set(`${name} ${number}.jpg`, bodies.get(name) as Buffer);
  }
  const fleetOf: WorkerProcess[] = [];
  for (let number = 0; number < plan.workers; number += 1) fleetOf.push(await fleet.worker());
  const start = performance.now();
  const submitted = fleet.submit(pictures);
  let kills = 0;
  let killing = true;
  const killer = (async () => {
    while (killing && plan.killSeconds < Infinity) {
      await new Promise((resolve) => setTimeout(resolve, plan.killSeconds * 1000));
      if (!killing) return;
      const place = Math.floor(Math.random() * fleetOf.length);
      fleetOf[place].child.kill('SIGKILL');
      await fleetOf[place].exited;
      kills += 1;
      fleetOf[place] = await fleet.worker();
    }
  })();
  await submitted;
  await fleet.drained(1800);
  const seconds = (performance.now() - start) / 1000;
  killing = false;
  await killer;
  const results = await fleet.results();
  const answers = [...pictures.keys()].map((key) => JSON.parse(results.get(`${key}.json`) ?? '{"status":"lost"}'));
  const keys = [...pictures.keys()];
  const announced = (await fleet.cloud.take(fleet.queues.results)).map(({ attributes }) => attributes.id);
  await fleet.stop();
  return {
    seconds,
    kills,
    objects: results.size,
    lost: answers.filter(({ status }) => status === 'lost').length,
    wrong: answers.filter(({ status, labels }, place) =>
      status === 'classified' ? labels[0].label !== keys[place].split(' ')[0] : status === 'failed',
    ).length,
    repeated: announced.length - new Set(announced).size,
  };
}

function told(name: string, { seconds, kills, objects, lost, wrong, repeated }: Outcome): string {
  const rate = (objects / seconds).toFixed(0);
  return `${name}: ${objects} results in ${seconds.toFixed(1)} s (${rate}/s), ${kills} kills, ${lost} lost, ${wrong} wrong, ${repeated} announced twice`;
}

void main().then((code) => process.exit(code));
