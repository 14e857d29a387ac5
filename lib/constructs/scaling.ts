import { refuse, requireWithin } from '../private/refusals';
import { decoded } from '../private/tasks/server-configuration';
import { type CountPolicy, type EndpointCount, endpointTracking } from './scaling/endpoint-tracking';
import { type Guard, latencyGuard, spikeGuard } from './scaling/guard';
import { restWhenQuiet } from './scaling/rest';
import { addPolicy, type ScalingSite } from './scaling/scaling-site';
import { concurrencyTracker, cooldowns, cpuTracker, requestTracker, type Tracker } from './scaling/tracker';
import {
  type ConcurrencyScalingOptions,
  type CpuScalingOptions,
  type LatencyGuardOptions,
  PredictionMode,
  type PredictionOptions,
  type RequestScalingOptions,
  type SpikeGuardOptions,
} from './scaling-props';

/** How often servers write their metrics: as often as a guard looks, or else as often as a tracker does. */
const seconds = { guarded: 10, usual: 60 };

/**
 * What makes a classifier add and remove tasks. One value keeps a number at a target; guards make it faster, forecasts make it
 * earlier, and only that number ever removes a task. There is one number and one who removes, so no two policies can fight.
 */
export class Scaling {
  /**
   * On the work that is offered, served or turned away. At an overload the CPU stands still at its most and so does the number
   * of answers; what is offered goes on growing, so one look tells how many tasks are missing.
   *
   * The server publishes this number; an image of another server does not.
   */
  public static onConcurrency(options: ConcurrencyScalingOptions = {}): Scaling {
    return new Scaling(concurrencyTracker(options), [], []);
  }

  /**
   * On the requests per minute that the load balancer sends to a task: for pictures that all cost the same.
   *
   * Amazon ECS does not take it together with blue/green, canary and linear releases
   * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html).
   */
  public static onRequests(options: RequestScalingOptions): Scaling {
    return new Scaling(requestTracker(options), [], []);
  }

  /** On CPU, every 20 seconds: for any image. At an overload it can at most double the tasks at each step. */
  public static onCpu(options: CpuScalingOptions = {}): Scaling {
    return new Scaling(cpuTracker(options), [], []);
  }

  private constructor(
    private readonly tracker: Tracker,
    private readonly guards: readonly Guard[],
    private readonly predictions: readonly PredictionOptions[],
  ) {}

  /** Adds tasks within half a minute when much more comes than they can do; needs `Scaling.onConcurrency()`. */
  public withSpikeGuard(options: SpikeGuardOptions = {}): Scaling {
    return new Scaling(this.tracker, [...this.guards, spikeGuard(options)], this.predictions);
  }

  /**
   * Adds tasks within half a minute when answers are slow and tasks have more work than the target; needs
   * `Scaling.onConcurrency()`. Slow answers of tasks with little work do not get faster by more tasks.
   */
  public withLatencyGuard(options: LatencyGuardOptions): Scaling {
    return new Scaling(this.tracker, [...this.guards, latencyGuard(options)], this.predictions);
  }

  /** Learns the hours of the day and the days of the week, and has the tasks ready before they are needed. */
  public withPrediction(options: PredictionOptions = {}): Scaling {
    return new Scaling(this.tracker, this.guards, [...this.predictions, options]);
  }

  /**
   * Whether it looks at one group of tasks behind a load balancer, of which many a release has two.
   * @internal
   */
  public get _followsGroup(): boolean {
    return this.tracker.metric === 'requests';
  }

  /** @internal */
  public get _metricSeconds(): number {
    return this.guards.length > 0 ? seconds.guarded : seconds.usual;
  }

  /** @internal */
  public _attach(site: ScalingSite): void {
    const { scope } = site;
    const { tracker, guards, predictions } = this;
    const parts = [...guards.map(({ kind }) => `${kind} guard`), ...predictions.map(() => 'prediction')];
    const twice = parts.find((part, place) => parts.indexOf(part) !== place);
    if (twice) refuse(scope, 'scaling-twice', `scaling must have every part once, got a ${twice} twice`);
    tracker.require(site);
    tracker.attach(site, guards.length === 0);
    for (const guard of guards) {
      if (tracker.metric !== 'concurrency') {
        const problem = `a ${guard.kind} guard must have Scaling.onConcurrency(), got ${tracker.metric}`;
        refuse(scope, 'scaling-guard-alone', problem);
      }
      guard.require(site, tracker.target);
      guard.attach(site, tracker.target);
    }
    if (guards.length > 0) restWhenQuiet(site, tracker.target);
    for (const prediction of predictions) this.predict(site, prediction);
  }

  /**
   * The same for a count of Amazon SageMaker, which has no guards and no forecasts.
   * @internal
   */
  public _policyOf(count: EndpointCount): CountPolicy {
    const { scope } = count;
    const part = this.guards.length > 0 ? 'guard' : this.predictions.length > 0 ? 'prediction' : undefined;
    if (part) refuse(scope, 'sagemaker-scaling', `scaling of an endpoint must have no ${part}, got one`);
    this.tracker.require({ scope, settings: decoded(scope, count.settings) });
    return {
      policyName: this.tracker.metric,
      policyType: 'TargetTrackingScaling',
      targetTrackingScalingPolicyConfiguration: { ...endpointTracking(this.tracker, count), ...cooldowns },
    };
  }

  private predict(site: ScalingSite, { mode = PredictionMode.FORECAST_ONLY, ahead }: PredictionOptions): void {
    const schedulingBufferTime = ahead?.toSeconds() ?? 300;
    const value = { name: 'ahead in seconds', value: schedulingBufferTime, min: 0, max: 3599 };
    requireWithin(site.scope, 'scaling-prediction', value);
    // The same number as the target tracks, so that a forecast and the target never aim at different loads.
    addPolicy(site, 'Prediction', {
      policyName: 'prediction',
      policyType: 'PredictiveScaling',
      predictiveScalingPolicyConfiguration: {
        mode,
        metricSpecifications: [this.tracker.forecast(site)],
        schedulingBufferTime,
        maxCapacityBreachBehavior: 'HonorMaxCapacity',
      },
    });
  }
}
