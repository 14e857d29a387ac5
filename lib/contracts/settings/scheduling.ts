import { integer, optional } from '../schema';
import { asNumber, setting } from './setting';

/** Who is served first, and when the line is long enough. */
export const schedulingSettings = {
  queueTargetMs: setting(
    'QUEUE_TARGET_MS',
    'While more pictures come than can be classified: the longest that one waits for an inference process, in milliseconds; who would wait longer is turned away at once. A burst may wait twice as long, and at least 400 ms, or the time of 80 pictures up to 2 s. 0 learns it: about two full batches.',
    asNumber,
    optional(integer({ min: 0, max: 3_600_000 }), 0),
  ),
  priorityLevels: setting(
    'PRIORITY_LEVELS',
    'How many levels X-Request-Priority has; level 1 goes first, and each level waits at most a second for the one above it.',
    asNumber,
    optional(integer({ min: 1, max: 100 }), 1),
  ),
  defaultPriority: setting(
    'DEFAULT_PRIORITY',
    'The level of pictures without X-Request-Priority, with 0 or with a level that does not exist.',
    asNumber,
    optional(integer({ min: 1, max: 100 }), 1),
  ),
} as const;
