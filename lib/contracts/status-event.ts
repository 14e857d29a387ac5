import { type Infer, integer, object, oneOf, optional, string } from './schema';

/** What a worker says about a picture while it works: for progress displays, never needed for a result. */
export const statusEventSchema = object({
  event: oneOf(['started', 'classified', 'failed', 'released']),
  key: string({ max: 1024 }),
  versionId: optional(string()),
  /** The worker's name, such as `app-instance3`. */
  worker: string(),
  /** Which try it is, from 1. */
  attempt: integer({ min: 1 }),
  /** RFC 3339. */
  time: string(),
  /** The failure's id in docs/errors.md. */
  failure: optional(string()),
});
export type StatusEvent = Infer<typeof statusEventSchema>;
