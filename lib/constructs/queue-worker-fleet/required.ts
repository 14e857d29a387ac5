import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse, requireKnown, requireWithin } from '../../private/refusals';
import type { Compute } from '../compute';
import type { Peak } from '../peak';
import { requirePeaks } from '../scaling/peaks';

export interface FleetWishes {
  readonly maxWorkers: number;
  readonly minWorkers: number;
  readonly maxQueueDelay: Duration;
  readonly secondsPerImage: number;
  readonly idleTime: Duration;
  readonly schedules: Peak[];
  readonly manyModels: boolean;
  /** Whether the workers run the image of this library, which works on one GPU. */
  readonly bundled: boolean;
}

/** Jobs are kept for seven days, and whatever goes wrong in them needs time to be mended. */
const longestDelay = Duration.days(3);

/** Refuses what cannot work; says how many pictures one worker has in work at once. */
export function requireFleet(scope: Construct, compute: Compute, wishes: FleetWishes): { parallel: number } {
  const { maxWorkers, minWorkers, secondsPerImage, maxQueueDelay, idleTime, schedules } = wishes;
  if (wishes.manyModels) {
    refuse(scope, 'fleet-multi-model', 'containers must be of a single model for a fleet, got many models');
  }
  requireKnown(scope, 'fleet-workers', { maxWorkers, minWorkers });
  requireWithin(scope, 'fleet-workers', { name: 'maxWorkers', value: maxWorkers, min: 1, max: 100 });
  requireWithin(scope, 'fleet-workers', { name: 'minWorkers', value: minWorkers, min: 0, max: maxWorkers });
  requireKnown(scope, 'fleet-queue-delay', { secondsPerImage, maxQueueDelay });
  if (!(secondsPerImage > 0)) {
    refuse(scope, 'fleet-queue-delay', `secondsPerImage must be more than 0, got ${secondsPerImage}`);
  }
  const delay = maxQueueDelay.toSeconds({ integral: false });
  if (delay < secondsPerImage) {
    refuse(
      scope,
      'fleet-queue-delay',
      `maxQueueDelay must be secondsPerImage (${secondsPerImage} s) or more, got ${delay} s`,
    );
  }
  if (delay > longestDelay.toSeconds()) {
    const days = delay / Duration.days(1).toSeconds();
    refuse(scope, 'fleet-queue-delay', `maxQueueDelay must be ${longestDelay.toDays()} days or less, got ${days} days`);
  }
  requireKnown(scope, 'fleet-idle-time', { idleTime });
  const idleMinutes = idleTime.toMinutes({ integral: false });
  requireWithin(scope, 'fleet-idle-time', { name: 'idleTime in minutes', value: idleMinutes, min: 3, max: 1440 });
  requirePeaks(scope, schedules, { min: minWorkers, max: maxWorkers });
  const gpus = wishes.bundled ? Math.min(compute._gpus, 1) : compute._gpus;
  return { parallel: gpus || (compute._room.processes ?? 1) };
}
