import type { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { rollBackOn } from '../private/tasks/deployment-alarms';
import type { GoldenPictures } from './golden-pictures';
import { releaseAlarms } from './release/release-alarms';
import type { ReleaseSite } from './release/release-site';
import type { Shift } from './release/steps';
import { shiftTraffic } from './release/traffic-shift';

/** What can be chosen for every kind of release. */
export interface ReleaseOptions {
  /**
   * A release is rolled back while one of these is on; an empty list leaves that to the circuit breaker alone.
   *
   * @default - the classifier's own: answers with 5xx, slow answers and, with a load balancer, requests that nobody answers
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * Who is told when an alarm of the classifier's own goes on, and when golden pictures stopped a release.
   *
   * @default - nobody
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}

/** What can be chosen for a release that starts all new tasks before the old ones lose their traffic. */
export interface BlueGreenOptions extends ReleaseOptions {
  /**
   * How long the old tasks stay when all traffic has moved, so that it can move back at once: whole minutes, up to a day.
   *
   * @default Duration.minutes(10)
   */
  readonly bakeTime?: Duration;

  /**
   * What a release must see right before it gets any traffic.
   *
   * @default - nothing: it is enough that its tasks are healthy
   */
  readonly goldenPictures?: GoldenPictures;

  /**
   * The port on which a load balancer with private addresses lets the golden pictures in, and nobody else. With public addresses
   * they come by the port of all callers.
   *
   * @default 9000
   */
  readonly testListenerPort?: number;
}

/** What can be chosen for a release that first gets a share of the traffic. */
export interface CanaryOptions extends BlueGreenOptions {
  /**
   * The share of the traffic that the new tasks get first, in percent: 0.1 to 100, in steps of 0.1.
   *
   * @default 5
   */
  readonly percent?: number;

  /**
   * How long they keep that share before they get all: whole minutes, up to a day.
   *
   * @default Duration.minutes(10)
   */
  readonly stepBakeTime?: Duration;
}

/** What can be chosen for a release that gets its traffic in equal steps. */
export interface LinearOptions extends BlueGreenOptions {
  /**
   * The share of the traffic that each step adds, in percent: 3 to 100, in steps of 0.1.
   *
   * @default 10
   */
  readonly stepPercent?: number;

  /**
   * How long each step lasts: whole minutes, up to a day.
   *
   * @default Duration.minutes(6)
   */
  readonly stepBakeTime?: Duration;
}

/** How new tasks take the place of old ones. Whatever the kind, tasks that never become healthy are rolled back. */
export class Release {
  /** A new task starts, becomes healthy, and an old one goes, until all are new. */
  public static rolling(options: ReleaseOptions = {}): Release {
    return new Release(options);
  }

  /** All new tasks start beside the old ones; then all traffic moves at once. */
  public static blueGreen(options: BlueGreenOptions = {}): Release {
    return new Release(options, { ...options, kind: 'BLUE_GREEN' });
  }

  /** All new tasks start beside the old ones; a few callers get them first, then everybody. */
  public static canary(options: CanaryOptions = {}): Release {
    return new Release(options, { ...options, kind: 'CANARY' });
  }

  /** All new tasks start beside the old ones; the traffic moves in equal steps. */
  public static linear(options: LinearOptions = {}): Release {
    return new Release(options, { ...options, kind: 'LINEAR' });
  }

  private constructor(
    private readonly options: ReleaseOptions,
    private readonly shift?: Shift,
  ) {}

  /**
   * What was chosen, for who shifts traffic by other means.
   * @internal
   */
  public get _pace(): { readonly options: ReleaseOptions; readonly shift?: Shift } {
    return { options: this.options, shift: this.shift };
  }

  /** @internal */
  public _apply(scope: Construct, site: ReleaseSite): void {
    const { alarms, alarmActions = [] } = this.options;
    const place = new Construct(scope, 'Release');
    rollBackOn(site.service, alarms ?? releaseAlarms(place, site, alarmActions));
    if (this.shift) shiftTraffic(place, this.shift, site, alarmActions);
  }
}
