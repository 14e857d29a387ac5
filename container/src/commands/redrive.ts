import { StartFailure } from '../../../lib/contracts/start-failures';
import type { JobQueue, Message, Outbox } from '../job-queue/message';
import { QueueClient } from '../job-queue/queue-client';
import { SqsQueue } from '../job-queue/sqs';

export interface RedriveOptions {
  /** URL of the queue that holds the parked messages. */
  readonly from: string;
  /** URL of the job queue. */
  readonly to: string;
  /** The most messages to move; left out: all that were there at the start. */
  readonly max: number | undefined;
  readonly out: NodeJS.WriteStream;
  /** Resolves when the user wants an end; what is in hand is finished. */
  readonly stopped: Promise<unknown>;
}

/** Two seconds of waiting ask every server of a queue, so that nothing answers only when nothing is there. */
const pollSeconds = 2;

/**
 * `image-classifier redrive`: sends parked messages back to the job queue, once what made them fail is mended.
 *
 * A message leaves the parked queue only when it is in the job queue. Ended in between, it is in both, which does no harm:
 * the same input gives the same result.
 *
 * @throws StartFailure queue-unusable
 */
export async function redrive({ from, to, max = Infinity, out, stopped }: RedriveOptions): Promise<number> {
  const client = new QueueClient();
  const end = new AbortController();
  void stopped.then(() => end.abort());
  let moved = 0;
  const onMoved = () => {
    moved += 1;
    if (out.isTTY) out.write(`\r${moved} moved`);
  };
  try {
    const left = await moveAll(new SqsQueue(client, from), new SqsQueue(client, to), max, end.signal, onMoved);
    const note = left > 0 ? `, ${left} left that were parked meanwhile` : '';
    out.write(`${out.isTTY ? '\r' : ''}${moved} moved${end.signal.aborted ? ', then stopped' : ''}${note}\n`);
    return 0;
  } catch (error) {
    const { name, message } = error as Error;
    throw new StartFailure('queue-unusable', `${moved} moved; then ${name}: ${message}`);
  } finally {
    client.close();
  }
}

/** @returns how many messages were left because they came while it ran: what fails again must not go round for ever */
async function moveAll(
  parked: JobQueue,
  jobs: Outbox,
  max: number,
  signal: AbortSignal,
  onMoved: () => void,
): Promise<number> {
  const startedAt = Date.now();
  const newer: Message[] = [];
  let moved = 0;
  while (moved < max && !signal.aborted) {
    const messages = await receive(parked, Math.min(10, max - moved), signal);
    newer.push(...messages.filter(({ sentAt }) => sentAt > startedAt));
    const older = messages.filter(({ sentAt }) => sentAt <= startedAt);
    if (older.length === 0) break;
    await Promise.all(
      older.map(async (message) => {
        await jobs.send(message.body);
        await parked.delete(message);
        moved += 1;
        onMoved();
      }),
    );
  }
  await parked.hide(newer, 0);
  return newer.length;
}

async function receive(queue: JobQueue, max: number, signal: AbortSignal): Promise<Message[]> {
  try {
    return await queue.receive(max, pollSeconds, signal);
  } catch (error) {
    if (signal.aborted) return [];
    throw error;
  }
}
