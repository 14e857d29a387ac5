import { type Duration, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { inferenceProcesses } from '../../private/fargate-size';
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
  /** Whether pictures and results were given the same bucket. */
  readonly sameBucket: boolean;
  /** A key for buckets of the fleet, which has none of its own. */
  readonly idleKey: boolean;
  /** Beginnings and ends of keys. */
  readonly keyParts: string[];
}

/** Refuses what cannot work; says how many pictures one worker has in work at once. */
export function requireFleet(scope: Construct, compute: Compute, wishes: FleetWishes): { parallel: number } {
  const { maxWorkers, minWorkers, secondsPerImage, maxQueueDelay, idleTime, schedules, sameBucket, keyParts } = wishes;
  if (wishes.manyModels) {
    refuse(scope, 'fleet-multi-model', 'containers must be of a single model for a fleet, got many models');
  }
  requireKnown(scope, 'fleet-workers', { maxWorkers, minWorkers });
  requireWithin(scope, 'fleet-workers', { name: 'maxWorkers', value: maxWorkers, min: 1, max: 100 });
  requireWithin(scope, 'fleet-workers', { name: 'minWorkers', value: minWorkers, min: 0, max: maxWorkers });
  requireKnown(scope, 'fleet-queue-delay', { secondsPerImage });
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
  const idleMinutes = idleTime.toMinutes({ integral: false });
  requireWithin(scope, 'fleet-idle-time', { name: 'idleTime in minutes', value: idleMinutes, min: 3, max: 1440 });
  if (sameBucket) refuse(scope, 'fleet-same-bucket', 'resultBucket must not be inputBucket, got the same bucket');
  if (wishes.idleKey) {
    refuse(
      scope,
      'fleet-encryption-key',
      'encryptionKey must be left out with inputBucket and resultBucket, got all three',
    );
  }
  for (const part of keyParts) {
    if (/[*?]/.test(part))
      refuse(scope, 'fleet-key-parts', `prefixes and suffixes must not contain * or ?, got "${part}"`);
  }
  requirePeaks(scope, schedules, { min: minWorkers, max: maxWorkers });
  const processes = Token.isUnresolved(compute._cpu) ? 1 : (inferenceProcesses(compute._cpu) ?? 1);
  return { parallel: compute._gpus || processes };
}
