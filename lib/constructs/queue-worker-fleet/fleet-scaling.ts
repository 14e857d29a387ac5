import {
  aws_applicationautoscaling as appscaling,
  aws_cloudwatch as cloudwatch,
  aws_cloudwatch_actions as cloudwatchActions,
  Duration,
  type aws_ecs as ecs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Peak } from '../peak';
import { prepareFor } from '../scaling/peaks';
import type { FleetMetrics } from './fleet-metrics';
import { backlogMetrics, expressions } from './scaling-expressions';
import { wakeSteps } from './wake-steps';

export interface FleetScalingOptions {
  readonly service: ecs.BaseService;
  readonly metrics: FleetMetrics;
  readonly minWorkers: number;
  readonly maxWorkers: number;
  /** How many pictures one worker works off in the time that a picture may wait. */
  readonly backlogPerWorker: number;
  readonly idleMinutes: number;
  readonly peaks: Peak[];
}

/** From the wish for a worker until it is counted: its start on Fargate, and the delay of the metrics. */
const startTime = Duration.minutes(5);

/**
 * The number of workers, by policies of AWS alone.
 *
 * - Tracking adds workers while each of the running ones has more pictures than it works off in the time a picture may wait.
 * - Waking starts workers where none runs and something waits: at once as many as that takes.
 * - Rest sends all above the minimum home when nothing waited and nothing was in work for the whole idle time.
 *
 * Nothing else ever takes a worker away, so none is taken from its work. Waking needs a picture that waits in the newest
 * minute and rest needs that there is none, so the two can never be true together.
 */
export class FleetScaling extends Construct {
  /** The number of workers, for schedules and policies of your own. */
  public readonly workerCount: ecs.ScalableTaskCount;
  /** Adds workers to those that run. */
  public readonly tracking: appscaling.CfnScalingPolicy;
  /** True while pictures wait and no worker runs. */
  public readonly wakeAlarm: cloudwatch.Alarm;
  /** True while workers had nothing to do for the whole idle time. */
  public readonly restAlarm: cloudwatch.Alarm;

  /** @internal */
  public static _add(scope: Construct, id: string, options: FleetScalingOptions): FleetScaling {
    return new FleetScaling(scope, id, options);
  }

  private constructor(scope: Construct, id: string, options: FleetScalingOptions) {
    super(scope, id);
    const { service, metrics, minWorkers, maxWorkers, backlogPerWorker, idleMinutes, peaks } = options;
    this.workerCount = service.autoScaleTaskCount({ minCapacity: minWorkers, maxCapacity: maxWorkers });
    const target = this.workerCount.node.findChild('Target') as appscaling.ScalableTarget;

    this.tracking = new appscaling.CfnScalingPolicy(this, 'Tracking', {
      policyName: 'backlog-per-worker',
      policyType: 'TargetTrackingScaling',
      scalingTargetId: target.scalableTargetId,
      targetTrackingScalingPolicyConfiguration: {
        targetValue: backlogPerWorker,
        disableScaleIn: true,
        // Workers on their way are not counted yet: without a pause they would be asked for again.
        scaleOutCooldown: startTime.toSeconds(),
        customizedMetricSpecification: { metrics: backlogMetrics(metrics) },
      },
    });

    this.wakeAlarm = this.alarm('Wake', {
      alarmDescription: 'Pictures wait and no worker runs: starts as many workers as that takes.',
      metric: metrics.math(expressions.wake),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 1,
    });
    const waking = new appscaling.StepScalingAction(this, 'Waking', {
      scalingTarget: target,
      policyName: 'wake',
      adjustmentType: appscaling.AdjustmentType.CHANGE_IN_CAPACITY,
      cooldown: startTime,
    });
    for (const step of wakeSteps(maxWorkers, backlogPerWorker)) waking.addAdjustment(step);
    this.wakeAlarm.addAlarmAction(new cloudwatchActions.ApplicationScalingAction(waking));

    this.restAlarm = this.alarm('Rest', {
      alarmDescription: 'Workers had nothing to do for a while: those above the minimum go home.',
      metric: metrics.math(expressions.rest),
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 0,
      evaluationPeriods: idleMinutes,
    });
    const resting = new appscaling.StepScalingAction(this, 'Resting', {
      scalingTarget: target,
      policyName: 'rest',
      adjustmentType: appscaling.AdjustmentType.EXACT_CAPACITY,
      cooldown: Duration.minutes(1),
    });
    resting.addAdjustment({ upperBound: 0, adjustment: minWorkers });
    this.restAlarm.addAlarmAction(new cloudwatchActions.ApplicationScalingAction(resting));

    prepareFor(peaks, this.workerCount, minWorkers);
  }

  private alarm(id: string, props: cloudwatch.AlarmProps): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, { treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING, ...props });
  }
}
