import { Failure } from './failures';
import { type Job, readJobs } from './job';
import type { Result } from './result';

/** Where the result of a message lies that names no picture. */
export const unreadableJob = (messageId: string): Job => ({ bucket: '', key: `unreadable-messages/${messageId}` });

/** The failed results of a message that nobody could work off, one per picture in it. */
export function deadLetter(messageId: string, body: string, attempts: number): { job: Job; result: Result }[] {
  const failed = (job: Job, failure: Failure) => ({
    job,
    result: { status: 'failed', id: job.key, attempts, failure: failure.describe() } as const,
  });
  try {
    return readJobs(body).map((job) => failed(job, new Failure('attempts-exhausted')));
  } catch (error) {
    const problem = (error as Error).message.slice(0, 1000);
    return [failed(unreadableJob(messageId), new Failure('job-unreadable', problem))];
  }
}
