import type { aws_applicationautoscaling as appscaling, TimeZone } from 'aws-cdk-lib';

/** A time that is known to be busy, such as a flash sale. */
export interface Peak {
  /** What it is called, such as `FridaySale`; unique in its fleet or classifier. */
  readonly name: string;

  /** The fewest workers, or tasks, in this time; started at `from` even if nothing waits. */
  readonly workers: number;

  /** When workers must start: some minutes before the pictures come. */
  readonly from: appscaling.Schedule;

  /** From when on `minWorkers`, or `minTasks`, is enough again. */
  readonly until: appscaling.Schedule;

  /**
   * The time zone of `from` and `until`.
   *
   * @default TimeZone.ETC_UTC
   */
  readonly timeZone?: TimeZone;
}
