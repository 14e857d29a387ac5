import { Fleet, type WorkerProcess } from '../../test/container/queue-worker/fleet';
import { judge, plainPictures, verdict } from './pictures';

const visibilitySeconds = 20;

interface Outcome {
  readonly seconds: number;
  readonly kills: number;
  readonly objects: number;
  readonly lost: number;
  readonly wrong: number;
  readonly repeated: number;
}

/** A fleet whose workers are killed without warning: nothing is lost, and the time lost is that of the kills. */
export async function kills(messages: number, workers: number, killSeconds: number): Promise<number> {
  const calm = await run(messages, workers, Infinity);
  console.log(told('undisturbed', calm));
  const killed = await run(messages, workers, killSeconds);
  console.log(told(`a worker killed every ${killSeconds} s`, killed));
  const allowed = 1.5 * calm.seconds + visibilitySeconds;
  return verdict([
    ['0 lost', killed.lost === 0],
    ['exactly one final object per input', killed.objects === messages],
    ['no innocent picture ends as an error', killed.wrong === 0],
    [`result messages twice: ${killed.repeated}, at most 1 %`, killed.repeated <= messages / 100],
    [`drained in ${killed.seconds.toFixed(1)} s, allowed ${allowed.toFixed(1)} s`, killed.seconds <= allowed],
  ]);
}

async function run(messages: number, workers: number, killSeconds: number): Promise<Outcome> {
  const fleet = await Fleet.start({}, { IMAGE_CLASSIFIER_VISIBILITY_SECONDS: String(visibilitySeconds) });
  const pictures = await plainPictures(messages);
  const living: WorkerProcess[] = [];
  for (let number = 0; number < workers; number += 1) living.push(await fleet.worker());
  await fleet.submit(pictures);
  const start = performance.now();
  let kills = 0;
  let killing = killSeconds < Infinity;
  const killer = (async () => {
    while (killing) {
      await new Promise((resolve) => setTimeout(resolve, killSeconds * 1000));
      if (!killing) return;
      const place = Math.floor(Math.random() * living.length);
      living[place].child.kill('SIGKILL');
      await living[place].exited;
      kills += 1;
      living[place] = await fleet.worker();
    }
  })();
  await fleet.drained(3600);
  const seconds = (performance.now() - start) / 1000;
  killing = false;
  await killer;
  const results = await fleet.results();
  const announced = (await fleet.cloud.take(fleet.queues.results)).map(({ attributes }) => attributes.id);
  await fleet.stop();
  const repeated = announced.length - new Set(announced).size;
  return { seconds, kills, objects: results.size, ...judge(pictures.keys(), results), repeated };
}

function told(name: string, { seconds, kills, objects, lost, wrong, repeated }: Outcome): string {
  const rate = (objects / seconds).toFixed(0);
  return `${name}: ${objects} results in ${seconds.toFixed(1)} s (${rate}/s), ${kills} kills, ${lost} lost, ${wrong} wrong, ${repeated} announced twice`;
}
