import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into every task before its program: ends it when the engine is gone, however that ended. The engine holds the other
 * end of the standard input, which closes with it.
 */
// Processes that a task forks inherit this; they end with the task, whose process group they are in.
if (isMainThread && process.send === undefined) {
  process.stdin.on('end', () => process.kill(-process.pid, 'SIGKILL')).on('error', () => {});
  process.stdin.resume();
  // It must not keep a task alive that is done.
  (process.stdin as unknown as { unref(): void }).unref();
}
