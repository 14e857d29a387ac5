import { readdirSync, readFileSync } from 'node:fs';
import { plainPicture } from '../../test/container/pictures';
import { Fleet, type WorkerProcess } from '../../test/container/queue-worker/fleet';
import type { TinyModelOptions } from '../../test/container/tiny-model';
import { judge, plainPictures, type Verdict, verdict } from './pictures';

/** Among many good pictures one that hangs, one whose process dies, one that asks for more memory than there is. */
export async function poison(count: number): Promise<number> {
  const goals: Verdict[] = [];
  for (const kind of ['hang', 'crash', 'exhaust'] as const) goals.push(...(await among(kind, count)));
  return verdict(goals);
}

async function among(kind: 'hang' | 'crash' | 'exhaust', count: number): Promise<Verdict[]> {
  // A process that works on it for ever is one that can be killed at it.
  const model: TinyModelOptions = { whenDark: kind === 'exhaust' ? 'exhaust' : 'hang' };
  const seconds = kind === 'crash' ? '60' : '1';
  const fleet = await Fleet.start(model, {
    IMAGE_CLASSIFIER_PICTURE_TIMEOUT_SECONDS: seconds,
    IMAGE_CLASSIFIER_LOG_LEVEL: 'debug',
  });
  const pictures = await plainPictures(count);
  await fleet.submit(new Map([...pictures, ['poison.jpg', await plainPicture('#000000')]]));
  const worker = await fleet.worker();
  const killer = kind === 'crash' ? setInterval(() => killWhoWorksOn('poison.jpg', worker), 200) : undefined;
  await fleet.drained(600);
  clearInterval(killer);
  const results = await fleet.results();
  const starts = worker.logs.filter(({ msg, key }) => msg === 'job started' && key === 'poison.jpg').length;
  const answer = JSON.parse(results.get('poison.jpg.json') ?? '{}');
  const { lost, wrong } = judge(pictures.keys(), results);
  await fleet.stop();
  return [
    [
      `${kind}: ${starts} starts, then ${answer.status} (${answer.failure?.id})`,
      starts === 3 && answer.status === 'failed',
    ],
    [`${kind}: of the other ${count}, ${lost} lost and ${wrong} wrong`, lost + wrong === 0],
  ];
}

let started = 0;

/** Ends the inference process a moment after the worker has begun with this picture. */
function killWhoWorksOn(key: string, { child, logs }: WorkerProcess): void {
  const begun = logs.filter((line) => line.msg === 'job started' && line.key === key).length;
  if (begun <= started) return;
  started = begun;
  const threads = readdirSync(`/proc/${child.pid}/task`);
  const children = threads.flatMap((thread) =>
    readFileSync(`/proc/${child.pid}/task/${thread}/children`, 'utf8').trim().split(' ').filter(Boolean),
  );
  for (const pid of children) process.kill(Number(pid), 'SIGKILL');
}
