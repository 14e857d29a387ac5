import type { Duration } from 'aws-cdk-lib';

/** What can be chosen for scaling on the work that is offered. */
export interface ConcurrencyScalingOptions {
  /**
   * Pictures in work at once for each inference process, on average, counting those turned away; 1 is all that a process
   * can do.
   *
   * @default 0.6
   */
  readonly target?: number;

  /**
   * How long one vCPU, or one GPU, takes for a picture: tells whether the server keeps a line long enough to serve nearly
   * everybody at the target. `npm run bench:serve` tells it for your model.
   *
   * @default 0.1
   */
  readonly secondsPerImage?: number;
}

/** What can be chosen for scaling on requests. */
export interface RequestScalingOptions {
  /** The requests that one task gets in a minute, on average. */
  readonly perTarget: number;

  /**
   * How long one vCPU, or one GPU, takes for a picture: tells whether a task can do what `perTarget` asks of it.
   *
   * @default 0.1
   */
  readonly secondsPerImage?: number;
}

/** What can be chosen for scaling on CPU. */
export interface CpuScalingOptions {
  /**
   * The CPU utilisation that scaling aims at, in percent of what the tasks have.
   *
   * @default 60
   */
  readonly targetPercent?: number;
}

/** What can be chosen for sudden crowds. */
export interface SpikeGuardOptions {
  /**
   * The offered concurrency above which tasks are added within half a minute; at least a fifth above the target of
   * `Scaling.onConcurrency()`.
   *
   * @default 0.9
   */
  readonly above?: number;
}

/** What can be chosen for slow answers. */
export interface LatencyGuardOptions {
  /** The time within which 99 of 100 requests are to be answered. */
  readonly slowest: Duration;
}

/** What a forecast may do. */
export enum PredictionMode {
  /** Forecasts are made and can be looked at, and move nothing: the way to begin. */
  FORECAST_ONLY = 'ForecastOnly',
  /** Tasks are added before the hour that needs them; a forecast never removes one. */
  FORECAST_AND_SCALE = 'ForecastAndScale',
}

/** What can be chosen for forecasts. */
export interface PredictionOptions {
  /**
   * What the forecast may do.
   *
   * @default PredictionMode.FORECAST_ONLY
   */
  readonly mode?: PredictionMode;

  /**
   * How long before the hour tasks are started; less than an hour.
   *
   * @default Duration.minutes(5)
   */
  readonly ahead?: Duration;
}
