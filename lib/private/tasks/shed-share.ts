import { lineLimits } from '../../contracts/line-limits';
import type { Settings } from '../../contracts/settings';

/** What one server is offered, and how long a picture keeps one of its inference processes. */
export interface OfferedLoad {
  /** Pictures in work at once for each inference process; 1 is all that a process can do. */
  readonly concurrency: number;
  readonly secondsPerImage: number;
}

type Limits = Pick<Settings, 'processes' | 'maxBatch' | 'maxWaiting' | 'queueTargetMs' | 'requestTimeoutSeconds'>;

/**
 * The share of pictures that a server with these settings turns away at a steady load: the loss of a queue with so many
 * servers and so many places to wait (M/M/c/K; https://en.wikipedia.org/wiki/M/M/c_queue#Finite_capacity), whose places are
 * those of the server's own rule (`lib/contracts/line-limits.ts`) in pictures of the usual size.
 */
export function shedShare(settings: Limits, { concurrency, secondsPerImage }: OfferedLoad): number {
  const servers = settings.processes || 1;
  const load = concurrency * servers;
  const places = servers + waitingPlaces(settings, servers, secondsPerImage);
  let weight = 1;
  let sum = 1;
  for (let pictures = 1; pictures <= places; pictures += 1) {
    weight *= load / Math.min(pictures, servers);
    sum += weight;
  }
  return weight / sum;
}

/** How many pictures may wait before the next is turned away. */
function waitingPlaces(settings: Limits, servers: number, secondsPerImage: number): number {
  const pictureMs = secondsPerImage * 1000;
  const fullBatchMs = pictureMs * Math.max(2, settings.maxBatch);
  const { burstMs } = lineLimits({ fullBatchMs, pictureMs }, servers, settings.queueTargetMs);
  const waitMs = Math.min(burstMs, settings.requestTimeoutSeconds * 1000 - pictureMs);
  return Math.max(0, Math.min(settings.maxWaiting, Math.floor((waitMs * servers) / pictureMs)));
}
