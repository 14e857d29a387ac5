import { Fleet } from '../../test/container/queue-worker/fleet';
import { judge, plainPictures, verdict } from './pictures';

/** SIGTERM under load, again and again: what is in work is finished, nothing fails and nothing is delivered twice. */
export async function stops(times: number): Promise<number> {
  const fleet = await Fleet.start({ rounds: 150 });
  const pictures = await plainPictures(times * 40);
  await fleet.submit(pictures);
  const milliseconds: number[] = [];
  const codes = new Set<unknown>();
  for (let turn = 0; turn < times; turn += 1) {
    const { child, exited } = await fleet.worker();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const start = performance.now();
    child.kill('SIGTERM');
    codes.add(await exited);
    milliseconds.push(performance.now() - start);
  }
  await fleet.worker();
  await fleet.drained(1800);
  const results = await fleet.results();
  const again = [...results.values()].filter((body) => JSON.parse(body).attempts !== 1).length;
  const { lost, wrong } = judge(pictures.keys(), results);
  await fleet.stop();
  const longest = Math.max(...milliseconds) / 1000;
  return verdict([
    [`${times} stops under load, exit codes ${[...codes].join(', ')}`, codes.size === 1 && codes.has(0)],
    [`the longest took ${longest.toFixed(1)} s, allowed 10 s`, longest <= 10],
    [`of ${pictures.size} pictures ${lost} lost, ${wrong} wrong, ${again} delivered again`, lost + wrong + again === 0],
  ]);
}
