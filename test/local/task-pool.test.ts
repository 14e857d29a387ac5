import { TaskPool } from '../../local/src/engine/tasks/task-pool';
import type { Launch } from '../../local/src/engine/tasks/task-process';
import type { LocalFailure } from '../../local/src/local-failures';

/** A pool of one shell script, and what becomes of it. */
function poolOf(script: string, more: Partial<Launch> = {}) {
  const lines: string[] = [];
  const environment = { PATH: process.env.PATH ?? '' };
  let pool: TaskPool | undefined;
  const failed = new Promise<LocalFailure>((resolve) => {
    const launch = () => ({ file: 'sh', args: ['-c', script], environment, ...more });
    const onLine = (line: string) => lines.push(line);
    pool = new TaskPool({ launch, most: 1, stopSeconds: 1, onLine, onFailure: resolve });
    pool.want(1);
  });
  return { pool: pool as unknown as TaskPool, lines, failed };
}

test('a container that podman cannot start is not tried again, and what podman said is told', async () => {
  const { pool, failed } = poolOf('echo "Error: rlimit" >&2; exit 126', { refusals: [125, 126, 127] });
  const { id, message } = await failed;
  expect(id).toBe('local-task-failed');
  expect(message).toContain('This time a task ended with 126:\n  Error: rlimit\n');
  expect(pool.started).toBe(1);
});

test('a task that ends three times as soon as it has started is not started a fourth time', async () => {
  const { pool, failed } = poolOf('echo "no such model"; exit 66');
  expect((await failed).message).toContain('ended with 66:\n  no such model');
  expect(pool.started).toBe(3);
  expect(pool.running).toBe(0);
});

test('tasks that somebody kills are replaced however often', async () => {
  const { pool, lines, failed } = poolOf('kill -KILL $$');
  while (pool.died < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  await pool.stop();
  expect(lines.every((line) => line === 'a task ended with SIGKILL')).toBe(true);
  expect(await Promise.race([failed, 'no failure'])).toBe('no failure');
});
